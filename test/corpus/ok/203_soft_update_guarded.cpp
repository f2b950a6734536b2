#include <torch/torch.h>
#include <iostream>

class Critic : public torch::nn::Module {
 public:
  Critic() { q = register_module("q", torch::nn::Linear(8, 2)); }
  torch::Tensor forward(torch::Tensor x) { return q(x); }
  torch::nn::Linear q{nullptr};
};

class Agent {
 public:
  Agent() : opt_(online_.parameters(), 1e-3) { copy(1.0); }
  void learn(const torch::Tensor& s, const torch::Tensor& next) {
    auto target = target_.forward(next).max();
    auto loss = torch::mse_loss(online_.forward(s).max(), target.detach());
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    copy(0.005);
    smoothed_ = smoothed_.defined() ? 0.99 * smoothed_ + 0.01 * loss.detach() : loss.detach();
  }
  float smoothed() const { return smoothed_.item<float>(); }

 private:
  void copy(double tau) {
    torch::NoGradGuard no_grad;
    auto from = online_.parameters();
    auto to = target_.parameters();
    for (size_t i = 0; i < from.size(); ++i) to[i].lerp_(from[i], tau);
  }
  Critic online_, target_;
  torch::optim::Adam opt_;
  torch::Tensor smoothed_;
};

int main() {
  Agent agent;
  for (int i = 0; i < 100000; ++i) agent.learn(torch::randn({4, 8}), torch::randn({4, 8}));
  std::cout << agent.smoothed() << "\n";
}
