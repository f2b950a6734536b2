#include <torch/torch.h>

#include <array>
#include <cmath>
#include <iostream>
#include <map>
#include <string>

// multi task net, one trunk, three heads. config is hard coded for now

struct TaskNetImpl : torch::nn::Module {
  TaskNetImpl() {
    trunk = register_module("trunk", torch::nn::Linear(50, 200));
    depth = register_module("depth", torch::nn::Linear(200, 1));
    normal = register_module("normal", torch::nn::Linear(200, 3));
    seg = register_module("seg", torch::nn::Linear(200, 12));
  }
  std::map<std::string, torch::Tensor> losses(const torch::Tensor& x) {
    auto h = torch::relu(trunk(x));
    std::map<std::string, torch::Tensor> out;
    out["depth"] = torch::l1_loss(depth(h), x.norm(2, 1, true));
    out["normal"] = torch::mse_loss(normal(h), x.slice(1, 0, 3));
    out["seg"] = torch::nn::functional::cross_entropy(seg(h), x.slice(1, 0, 12).argmax(1));
    return out;
  }
  torch::nn::Linear trunk{nullptr}, depth{nullptr}, normal{nullptr}, seg{nullptr};
};
TORCH_MODULE(TaskNet);

class LossTracker {
 public:
  LossTracker() { restart(); }

  void restart() {
    for (auto name : {"depth", "normal", "seg"}) sums_[name] = torch::zeros({});
    count_ = 0;
  }

  void add(const std::map<std::string, torch::Tensor>& losses) {
    for (const auto& [name, loss] : losses) sums_.at(name) += loss;  // FN: graph-accumulation
    ++count_;
  }

  void print(long step) const {
    std::cout << "step " << step;
    for (const auto& [name, sum] : sums_) std::cout << ' ' << name << ' ' << sum.item<double>() / count_;
    std::cout << std::endl;
  }

 private:
  std::map<std::string, torch::Tensor> sums_;
  long count_ = 0;
};

int main() {
  TaskNet net;
  torch::optim::Adam opt(net->parameters(), 1e-4);
  LossTracker tracker;
  const std::map<std::string, double> weight{{"depth", 1.0}, {"normal", 2.0}, {"seg", 0.5}};

  for (long step = 1; step <= 20000000; ++step) {
    auto losses = net->losses(torch::randn({64, 50}));
    auto total = torch::zeros({});
    for (auto& [name, loss] : losses) total = total + weight.at(name) * loss;

    if (!std::isfinite(total.item<double>())) {
      std::cerr << "step " << step << ": bad batch, averages start over\n";
      tracker.restart();
      continue;
    }
    opt.zero_grad();
    total.backward();
    opt.step();

    tracker.add(losses);
    if (step % 1000 == 0) tracker.print(step);
  }
}
