#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <memory>
#include <vector>

// Linear warm-up, then a constant rate.
class Warmup {
 public:
  Warmup(torch::optim::Optimizer& optimizer, double rate) : optimizer_(optimizer), rate_(rate) {}
  void step() {
    double scale = std::min(1.0, ++steps_ / 100.0);
    for (auto& group : optimizer_.param_groups()) group.options().set_lr(rate_ * scale);
  }

 private:
  torch::optim::Optimizer& optimizer_;
  double rate_;
  int64_t steps_ = 0;
};

class Trainer {
 public:
  explicit Trainer(torch::nn::Sequential net)
      : net_(net), optimizer_(net_->parameters(), 1e-3), warmup_(optimizer_, 1e-3) {}

  torch::Tensor step(const torch::Tensor& x, const torch::Tensor& y) {
    optimizer_.zero_grad();
    torch::Tensor loss = torch::smooth_l1_loss(net_->forward(x), y);
    loss.backward();
    torch::nn::utils::clip_grad_norm_(net_->parameters(), 1.0);
    optimizer_.step();
    warmup_.step();
    return loss;
  }

 private:
  torch::nn::Sequential net_;
  torch::optim::Adam optimizer_;
  Warmup warmup_;
};

void plot(const std::vector<torch::Tensor>& curve) {
  std::cout << curve.size() << " points, last " << curve.back().item<float>() << "\n";
}

int main() {
  Trainer trainer(torch::nn::Sequential(torch::nn::Linear(12, 64), torch::nn::SiLU(), torch::nn::Linear(64, 1)));
  std::vector<torch::Tensor> curve;
  for (int64_t i = 0; i < 10000000; ++i) {
    auto x = torch::randn({32, 12});
    curve.push_back(trainer.step(x, x.norm(2, 1, true)));  // WARN: attached-return
    if (i % 500 == 0) plot(curve);
  }
}
