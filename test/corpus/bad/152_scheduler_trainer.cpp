#include <torch/torch.h>
#include <cmath>
#include <iostream>
#include <memory>

class Trainer;

class LrPolicy {
 public:
  LrPolicy(std::shared_ptr<Trainer> trainer, double base) : trainer_(std::move(trainer)), base_(base) {}
  void apply(int64_t step);

 private:
  std::shared_ptr<Trainer> trainer_;
  double base_;
};

class Trainer : public std::enable_shared_from_this<Trainer> {
 public:
  explicit Trainer(int64_t hidden)
      : net_(torch::nn::Linear(20, hidden), torch::nn::ReLU(), torch::nn::Linear(hidden, 1)), opt_(net_->parameters(), torch::optim::SGDOptions(0.1)) {}

  void useCosine(double base) {
    policy_ = std::make_unique<LrPolicy>(shared_from_this(), base);  // WARN: ownership-cycle
  }

  double run(int64_t steps) {
    double v = 0;
    for (int64_t i = 0; i < steps; ++i) {
      if (policy_) policy_->apply(i);
      auto x = torch::randn({32, 20});
      auto loss = torch::mse_loss(net_->forward(x), x.norm(2, {1}, true));
      opt_.zero_grad();
      loss.backward();
      opt_.step();
      v = loss.item<double>();
    }
    return v;
  }
  void setLr(double lr) {
    for (auto& g : opt_.param_groups()) static_cast<torch::optim::SGDOptions&>(g.options()).lr(lr);
  }

 private:
  torch::nn::Sequential net_;
  torch::optim::SGD opt_;
  std::unique_ptr<LrPolicy> policy_;
};

void LrPolicy::apply(int64_t step) { trainer_->setLr(base_ * 0.5 * (1 + std::cos(M_PI * step / 1000.0))); }

int main() {
  for (int64_t hidden : {16, 32, 64, 128, 256, 512}) {
    for (double lr : {0.1, 0.03, 0.01, 0.003}) {
      auto t = std::make_shared<Trainer>(hidden);
      t->useCosine(lr);
      std::cout << hidden << ' ' << lr << ' ' << t->run(1000) << '\n';
    }
  }
}
