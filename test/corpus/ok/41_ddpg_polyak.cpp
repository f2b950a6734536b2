#include <torch/torch.h>
#include <deque>
#include <random>
#include <vector>

struct Step {
  torch::Tensor s, a, s2;
  float r;
};

class Ddpg {
 public:
  Ddpg() : actor_(3, 1), critic_(4, 1), t_actor_(3, 1), t_critic_(4, 1), oa_(actor_->parameters(), 1e-4), oc_(critic_->parameters(), 1e-3) {
    copy(*actor_, *t_actor_, 1.0);
    copy(*critic_, *t_critic_, 1.0);
  }
  torch::Tensor act(const torch::Tensor& s) {
    auto a = torch::tanh(actor_->forward(s));
    return (a + 0.1 * torch::randn_like(a)).detach();
  }
  void observe(Step s) {
    if (memory_.size() >= 100000)
      memory_.pop_front();
    memory_.push_back(std::move(s));
  }
  void learn() {
    std::vector<torch::Tensor> s, a, s2;
    std::vector<float> r;
    std::uniform_int_distribution<size_t> pick(0, memory_.size() - 1);
    for (int i = 0; i < 64; ++i) {
      const auto& m = memory_[pick(rng_)];
      s.push_back(m.s);
      a.push_back(m.a);
      s2.push_back(m.s2);
      r.push_back(m.r);
    }
    auto S = torch::stack(s), A = torch::stack(a), S2 = torch::stack(s2);
    torch::Tensor y;
    {
      torch::NoGradGuard g;
      y = torch::tensor(r).unsqueeze(1) + 0.99 * t_critic_->forward(torch::cat({S2, torch::tanh(t_actor_->forward(S2))}, 1));
    }
    auto lc = torch::mse_loss(critic_->forward(torch::cat({S, A}, 1)), y);
    oc_.zero_grad();
    lc.backward();
    oc_.step();
    auto la = -critic_->forward(torch::cat({S, torch::tanh(actor_->forward(S))}, 1)).mean();
    oa_.zero_grad();
    la.backward();
    oa_.step();
    copy(*actor_, *t_actor_, 0.005);
    copy(*critic_, *t_critic_, 0.005);
  }

 private:
  static void copy(torch::nn::Module& from, torch::nn::Module& to, double tau) {
    torch::NoGradGuard g;
    auto a = from.parameters(), b = to.parameters();
    for (size_t i = 0; i < a.size(); ++i)
      b[i].copy_(tau * a[i] + (1 - tau) * b[i]);
  }
  torch::nn::Linear actor_, critic_, t_actor_, t_critic_;
  torch::optim::Adam oa_, oc_;
  std::deque<Step> memory_;
  std::mt19937 rng_;
};
