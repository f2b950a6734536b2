#include <torch/torch.h>
#include <iostream>
#include <map>
#include <string>
#include <vector>

class GradientMonitor {
 public:
  void watch(const std::string& name, const torch::Tensor& t) {
    t.register_hook([this, name](torch::Tensor g) {
      norms_[name].push_back(g.norm().item<double>());
    });
  }
  void collect(torch::nn::Module& m) {
    for (const auto& p : m.named_parameters())
      if (p.value().grad().defined())
        grads_[p.key()] = p.value().grad().clone();
  }
  double total() const {
    double s = 0;
    for (auto& kv : norms_)
      for (double v : kv.second)
        s += v;
    return s;
  }

 private:
  std::map<std::string, std::vector<double>> norms_;
  std::map<std::string, torch::Tensor> grads_;
};

int main() {
  torch::nn::Linear a(8, 8), b(8, 1);
  std::vector<torch::Tensor> params;
  for (auto* layer : {&a, &b})
    for (auto& p : (*layer)->parameters())
      params.push_back(p);
  torch::optim::SGD opt(params, 0.1);
  GradientMonitor monitor;
  for (auto& p : params)
    monitor.watch("p", p);
  for (int i = 0; i < 100; ++i) {
    auto loss = b->forward(torch::relu(a->forward(torch::randn({4, 8})))).pow(2).mean();
    opt.zero_grad();
    loss.backward();
    monitor.collect(*a);
    torch::nn::utils::clip_grad_norm_(params, 1.0);
    opt.step();
  }
  std::cout << monitor.total() << "\n";
}
