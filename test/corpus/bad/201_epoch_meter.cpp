#include <torch/torch.h>
#include <iostream>
#include <string>
#include <unordered_map>

// Metrics of a trainer, by name, shown every thousand steps.
class AverageMeter {
 public:
  void update(const torch::Tensor& value, int64_t n) {
    sum_ += value * n;  // WARN: graph-accumulation
    count_ += n;
  }
  double average() const { return sum_.item<double>() / count_; }

 private:
  torch::Tensor sum_ = torch::zeros({});
  int64_t count_ = 0;
};

class MetricSet {
 public:
  void add(const std::string& name, const torch::Tensor& v, int64_t n) { meters_[name].update(v, n); }
  void print() const {
    for (const auto& [name, meter] : meters_) std::cout << name << " " << meter.average() << "\n";
  }

 private:
  std::unordered_map<std::string, AverageMeter> meters_;
};

struct NetImpl : torch::nn::Module {
  NetImpl() : a(register_module("a", torch::nn::Linear(32, 64))), b(register_module("b", torch::nn::Linear(64, 5))) {}
  torch::Tensor forward(torch::Tensor x) { return b(torch::relu(a(x))); }
  torch::nn::Linear a, b;
};
TORCH_MODULE(Net);

int main() {
  Net net;
  torch::optim::Adam opt(net->parameters(), 1e-3);
  MetricSet metrics;
  for (int64_t step = 0; step < 1000000; ++step) {
    auto x = torch::randn({16, 32});
    auto y = torch::randint(5, {16}, torch::kLong);
    auto loss = torch::nn::functional::cross_entropy(net(x), y);
    opt.zero_grad();
    loss.backward();
    opt.step();
    metrics.add("loss", loss, x.size(0));
    if (step % 1000 == 0) metrics.print();
  }
}
