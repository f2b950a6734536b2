#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <map>
#include <mutex>
#include <string>

class MetricRegistry {
 public:
  static MetricRegistry& global() {
    static MetricRegistry r;
    return r;
  }
  void count(const std::string& name, double by = 1.0) {
    std::scoped_lock lk(m_);
    counters_[name] += by;
  }
  void sum(const std::string& name, const torch::Tensor& v) {
    std::scoped_lock lk(m_);
    auto [it, inserted] = sums_.try_emplace(name, torch::zeros({}));
    it->second += v;  // WARN: graph-accumulation
  }
  void dump(std::ostream& os) const {
    std::scoped_lock lk(m_);
    for (const auto& [k, v] : counters_) os << k << '=' << v << ' ';
    for (const auto& [k, v] : sums_) os << k << '=' << v.item<float>() << ' ';
    os << '\n';
  }

 private:
  mutable std::mutex m_;
  std::map<std::string, double> counters_;
  std::map<std::string, torch::Tensor> sums_;
};

struct AutoEncoderImpl : torch::nn::Module {
  AutoEncoderImpl() {
    down = register_module("down", torch::nn::Linear(784, 64));
    up = register_module("up", torch::nn::Linear(64, 784));
  }
  torch::Tensor forward(const torch::Tensor& x) { return torch::sigmoid(up(torch::relu(down(x)))); }
  torch::nn::Linear down{nullptr}, up{nullptr};
};
TORCH_MODULE(AutoEncoder);

static void trainEpoch(AutoEncoder& ae, torch::optim::Optimizer& opt) {
  ae->train();
  for (int i = 0; i < 50; ++i) {
    auto x = torch::rand({64, 784});
    opt.zero_grad();
    torch::binary_cross_entropy(ae(x), x).backward();
    opt.step();
    MetricRegistry::global().count("train.batches");
  }
}

static void validateEpoch(AutoEncoder& ae) {
  ae->eval();
  for (int i = 0; i < 10; ++i) {
    auto x = torch::rand({64, 784});
    auto rec = ae(x);
    MetricRegistry::global().sum("val.error", torch::mse_loss(rec, x));
    MetricRegistry::global().count("val.batches");
  }
}

int main() {
  AutoEncoder ae;
  torch::optim::RMSprop opt(ae->parameters(), torch::optim::RMSpropOptions(1e-3));
  for (int epoch = 0; epoch < 5000; ++epoch) {
    trainEpoch(ae, opt);
    validateEpoch(ae);
    if (epoch % 10 == 0) MetricRegistry::global().dump(std::cout);
  }
}
