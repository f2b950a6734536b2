#include <torch/torch.h>
#include <cmath>
#include <vector>

class Sac {
 public:
  Sac()
      : actor_(torch::nn::Linear(8, 64), torch::nn::ReLU(), torch::nn::Linear(64, 4)),
        log_alpha_(torch::zeros({1}, torch::requires_grad())),
        actor_opt_(actor_->parameters(), torch::optim::AdamOptions(3e-4)),
        alpha_opt_({log_alpha_}, torch::optim::AdamOptions(3e-4)) {
  }

  void update(const torch::Tensor& states) {
    auto logits = actor_->forward(states);
    auto logp = torch::log_softmax(logits, -1);
    auto entropy = -(logp.exp() * logp).sum(-1).mean();
    auto alpha = log_alpha_.exp();
    auto actor_loss = -(alpha.detach() * entropy);
    actor_opt_.zero_grad();
    actor_loss.backward();
    actor_opt_.step();
    auto alpha_loss = (log_alpha_ * (entropy.detach() - target_)).sum();
    alpha_opt_.zero_grad();
    alpha_loss.backward();
    alpha_opt_.step();
    alphas_.push_back(alpha);  // WARN: graph-in-container
    entropies_.push_back(entropy.item<float>());
  }

 private:
  torch::nn::Sequential actor_;
  torch::Tensor log_alpha_;
  torch::optim::Adam actor_opt_, alpha_opt_;
  double target_ = std::log(4.0) * 0.98;
  std::vector<torch::Tensor> alphas_;
  std::vector<float> entropies_;
};
