// C++20
#include <torch/torch.h>

#include <concepts>
#include <cstdint>
#include <functional>
#include <iostream>
#include <string_view>
#include <utility>
#include <vector>

// Collects what the steps of the running epoch produced.
struct LossWindow {
  std::vector<torch::Tensor> values;
  void add(const torch::Tensor& v) { values.push_back(v); }
};

struct EpochSummary {
  int epoch;
  float mean, spread;
};

template <std::invocable<const EpochSummary&> Sink>
class EpochScope {
 public:
  EpochScope(int epoch, LossWindow& window, Sink sink) : epoch_(epoch), window_(window), sink_(std::move(sink)) {}

  ~EpochScope() {
    if (window_.values.empty()) return;
    auto all = torch::stack(std::exchange(window_.values, {}));
    std::invoke(sink_, EpochSummary{.epoch = epoch_, .mean = all.mean().item<float>(), .spread = all.std().item<float>()});
  }

  EpochScope(const EpochScope&) = delete;
  EpochScope& operator=(const EpochScope&) = delete;

 private:
  int epoch_;
  LossWindow& window_;
  Sink sink_;
};

struct ResidualBlockImpl : torch::nn::Module {
  explicit ResidualBlockImpl(int64_t n) : fc(register_module("fc", torch::nn::Linear(n, n))) {}
  torch::Tensor forward(const torch::Tensor& x) { return x + torch::silu(fc->forward(x)); }
  torch::nn::Linear fc;
};
TORCH_MODULE(ResidualBlock);

class Regression {
 public:
  explicit Regression(LossWindow& window)
      : window_(window), opt_(net_->parameters(), torch::optim::AdamWOptions(1e-3).weight_decay(1e-2)) {}

  void run_epoch(int batches) {
    for (int i = 0; i < batches; ++i) {
      auto x = torch::rand({128, 16}) * 4 - 2;
      auto y = torch::sin(x).sum(1, true);
      opt_.zero_grad();
      auto loss = torch::huber_loss(net_->forward(x), y);
      loss.backward();
      opt_.step();
      window_.add(loss);
    }
  }

 private:
  LossWindow& window_;
  torch::nn::Sequential net_{torch::nn::Linear(16, 64), ResidualBlock(64), ResidualBlock(64), torch::nn::Linear(64, 1)};
  torch::optim::AdamW opt_;
};

int main() {
  LossWindow window;
  Regression job(window);
  auto print = [](const EpochSummary& s) {
    std::cout << "epoch " << s.epoch << " loss " << s.mean << " +- " << s.spread << '\n';
  };
  for (int epoch = 0;; ++epoch) {
    EpochScope scope(epoch, window, print);
    job.run_epoch(200);
  }
}
