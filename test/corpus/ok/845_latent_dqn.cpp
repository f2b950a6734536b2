#include <torch/torch.h>

#include <iostream>
#include <optional>

struct Decision {
  torch::Tensor latent;
  torch::Tensor q;
  int64_t action = 0;
};

class Replay {
 public:
  Replay(int64_t capacity, int64_t dim)
      : capacity_(capacity),
        latent_(torch::zeros({capacity, dim})),
        next_(torch::zeros({capacity, dim})),
        action_(torch::zeros({capacity}, torch::kLong)),
        reward_(torch::zeros({capacity})) {}

  void store(const Decision& from, float reward, const Decision& to) {
    latent_[pos_].copy_(from.latent.squeeze(0));
    next_.index_put_({pos_}, to.latent.squeeze(0));
    action_[pos_] = from.action;
    reward_[pos_] = reward;
    pos_ = (pos_ + 1) % capacity_;
    size_ = std::min(size_ + 1, capacity_);
  }

  struct Sample {
    torch::Tensor s, a, r, n;
  };

  Sample sample(int64_t n) const {
    auto idx = torch::randint(0, size_, {n}, torch::kLong);
    return {latent_.index_select(0, idx), action_.index_select(0, idx), reward_.index_select(0, idx),
            next_.index_select(0, idx)};
  }

  int64_t size() const { return size_; }

 private:
  int64_t capacity_, pos_ = 0, size_ = 0;
  torch::Tensor latent_, next_, action_, reward_;
};

class Agent {
 public:
  Agent()
      : encoder_(torch::nn::Linear(100, 64), torch::nn::Tanh()),
        q_(torch::nn::Linear(64, 128), torch::nn::ReLU(), torch::nn::Linear(128, 5)),
        target_(torch::nn::Linear(64, 128), torch::nn::ReLU(), torch::nn::Linear(128, 5)),
        opt_(q_->parameters(), 5e-4) {
    sync();
  }

  Decision decide(const torch::Tensor& obs, float epsilon) {
    torch::NoGradGuard no_grad;
    Decision d;
    d.latent = encoder_->forward(obs);
    d.q = q_->forward(d.latent);
    d.action = torch::rand({}).item<float>() < epsilon ? torch::randint(0, 5, {1}).item<int64_t>()
                                                       : d.q.argmax(1).item<int64_t>();
    return d;
  }

  void learn(const Replay& replay) {
    auto b = replay.sample(64);
    auto y = [&] {
      torch::NoGradGuard no_grad;
      return b.r + 0.98 * std::get<0>(target_->forward(b.n).max(1));
    }();
    auto q = q_->forward(b.s).gather(1, b.a.unsqueeze(1)).squeeze(1);
    td_error_ = q - y;
    opt_.zero_grad();
    td_error_.pow(2).mean().backward();
    opt_.step();
  }

  void sync() {
    torch::NoGradGuard no_grad;
    auto s = q_->parameters(), d = target_->parameters();
    for (size_t i = 0; i < s.size(); ++i) d[i].copy_(s[i]);
  }

  float td() const { return td_error_.defined() ? td_error_.abs().mean().item<float>() : 0.f; }

 private:
  torch::nn::Sequential encoder_, q_, target_;
  torch::optim::Adam opt_;
  torch::Tensor td_error_;
};

int main() {
  Agent agent;
  Replay replay(50000, 64);
  std::optional<Decision> previous;
  float reward = 0;
  for (long t = 1;; ++t) {
    auto obs = torch::randn({1, 100});
    auto d = agent.decide(obs, 0.1f);
    if (previous) replay.store(*previous, reward, d);
    reward = obs[0][d.action].item<float>();
    previous = d;
    if (replay.size() > 1000) agent.learn(replay);
    if (t % 2000 == 0) {
      agent.sync();
      std::cout << t << " td " << agent.td() << " q " << previous->q.max().item<float>() << '\n';
    }
  }
}
