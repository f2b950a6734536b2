#include <torch/torch.h>
#include <array>
#include <iostream>
#include <optional>

enum class Phase { Train, Validate };

// Runs batches of either phase through the same code.
class Runner {
 public:
  Runner() : optimizer_(net_->parameters(), 1e-2) {}

  void epoch(Phase phase, int64_t batches) {
    std::optional<torch::NoGradGuard> guard;
    if (phase == Phase::Validate) guard.emplace();
    net_->train(phase == Phase::Train);
    for (int64_t i = 0; i < batches; ++i) {
      auto x = torch::randn({32, 8});
      auto loss = torch::mse_loss(net_->forward(x), x.pow(2).sum(1, true));
      if (phase == Phase::Train) {
        optimizer_.zero_grad();
        loss.backward();
        optimizer_.step();
      }
      losses_[static_cast<size_t>(phase)] += loss.item<double>() / batches;
    }
    if (guard) worst_ = worstOf(torch::randn({256, 8}));
  }
  void report() {
    std::cout << losses_[0] << " " << losses_[1] << " " << worst_.sum().item<float>() << "\n";
    losses_ = {};
  }

 private:
  torch::Tensor worstOf(const torch::Tensor& x) {
    auto error = (net_->forward(x) - x.pow(2).sum(1, true)).abs().squeeze(1);
    auto [values, index] = error.topk(4);
    return worst_.defined() ? torch::maximum(worst_ * 0.9, values) : values;
  }
  torch::nn::Sequential net_{torch::nn::Linear(8, 32), torch::nn::ReLU(), torch::nn::Linear(32, 1)};
  torch::optim::SGD optimizer_;
  std::array<double, 2> losses_{};
  torch::Tensor worst_;
};

int main() {
  Runner runner;
  for (int64_t epoch = 0; epoch < 1000000; ++epoch) {
    runner.epoch(Phase::Train, 50);
    runner.epoch(Phase::Validate, 10);
    if (epoch % 20 == 0) runner.report();
  }
}
