#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <map>
#include <string>
#include <utility>

// The average of what it was given, of any type that can be added and divided.
template <typename T>
class Meter {
 public:
  Meter() = default;
  explicit Meter(T zero) : sum_(std::move(zero)) {}
  void update(const T& value, int64_t n = 1) {
    sum_ = sum_ + value * n;
    count_ += n;
  }
  T average() const { return sum_ / std::max<int64_t>(count_, 1); }

 private:
  T sum_{};
  int64_t count_ = 0;
};

class Trainer {
 public:
  Trainer() : optimizer_(net_->parameters(), 1e-3) {}

  void batch(const torch::Tensor& x, const torch::Tensor& y) {
    optimizer_.zero_grad();
    auto logits = net_->forward(x);
    auto loss = torch::nn::functional::cross_entropy(logits, y);
    loss.backward();
    optimizer_.step();
    running_ += (loss.item<float>() - running_) / ++batches_;
    meters_["loss"].update(loss.item<float>(), x.size(0));
    meters_["norm"].update(net_->parameters()[0].norm().item<float>());
    confusion_.update(torch::bincount(logits.argmax(1) * 10 + y, {}, 100).view({10, 10}).to(torch::kFloat));
  }
  void report() const {
    std::cout << running_;
    for (const auto& [name, meter] : meters_) std::cout << " " << name << " " << meter.average();
    std::cout << " right " << confusion_.average().trace().item<float>() << "\n";
  }

 private:
  torch::nn::Sequential net_{torch::nn::Linear(32, 64), torch::nn::ReLU(), torch::nn::Linear(64, 10)};
  torch::optim::Adam optimizer_;
  std::map<std::string, Meter<double>> meters_;
  Meter<torch::Tensor> confusion_{torch::zeros({10, 10})};
  float running_ = 0;
  int64_t batches_ = 0;
};

int main() {
  Trainer trainer;
  for (int64_t step = 1; step < 10000000; ++step) {
    trainer.batch(torch::randn({64, 32}), torch::randint(0, 10, {64}));
    if (step % 500 == 0) trainer.report();
  }
}
