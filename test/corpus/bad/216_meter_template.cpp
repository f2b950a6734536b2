#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <utility>

// The average of what it was given, of any type that can be added and divided.
template <typename T>
class Meter {
 public:
  explicit Meter(T zero) : sum_(std::move(zero)) {}
  void update(const T& value, int64_t n = 1) {
    sum_ = sum_ + value * n;  // WARN: graph-accumulation
    count_ += n;
  }
  T average() const { return sum_ / std::max<int64_t>(count_, 1); }

 private:
  T sum_;
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
    loss_.update(loss, x.size(0));
    accuracy_.update(logits.argmax(1).eq(y).to(torch::kFloat).mean().item<double>());
  }
  void report() const {
    std::cout << "loss " << loss_.average().item<float>() << " accuracy " << accuracy_.average() << "\n";
  }

 private:
  torch::nn::Sequential net_{torch::nn::Linear(32, 64), torch::nn::ReLU(), torch::nn::Linear(64, 10)};
  torch::optim::Adam optimizer_;
  Meter<torch::Tensor> loss_{torch::zeros({})};
  Meter<double> accuracy_{0.0};
};

int main() {
  Trainer trainer;
  for (int64_t step = 1; step < 10000000; ++step) {
    trainer.batch(torch::randn({64, 32}), torch::randint(0, 10, {64}));
    if (step % 500 == 0) trainer.report();
  }
}
