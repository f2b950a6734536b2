// Actor-critic for building ventilation: on-policy rollouts of fixed length.
#include <torch/torch.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <tuple>
#include <utility>
#include <vector>

class Building {
 public:
  torch::Tensor reset() {
    temp_ = 18.0f + 6.0f * torch::rand({1}).item<float>();
    co2_ = 0.6f;
    hour_ = 0;
    return observe();
  }
  std::pair<torch::Tensor, float> step(int64_t action) {
    const float vent = 0.25f * static_cast<float>(action);
    co2_ = co2_ + 0.08f - 0.2f * vent * co2_;
    temp_ = temp_ - 0.6f * vent + 0.25f;
    ++hour_;
    const float cost = (temp_ - 21.0f) * (temp_ - 21.0f) * 0.1f + std::max(0.0f, co2_ - 0.8f) + 0.05f * vent;
    return {observe(), -cost};
  }

 private:
  torch::Tensor observe() const { return torch::tensor({temp_ / 20.0f, co2_, static_cast<float>(hour_ % 24) / 24.0f}); }
  float temp_ = 20.0f, co2_ = 0.6f;
  int hour_ = 0;
};

struct ActorCriticImpl : torch::nn::Module {
  ActorCriticImpl() {
    trunk = register_module("trunk", torch::nn::Linear(3, 64));
    pi = register_module("pi", torch::nn::Linear(64, 5));
    v = register_module("v", torch::nn::Linear(64, 1));
  }
  std::tuple<torch::Tensor, torch::Tensor> forward(const torch::Tensor& obs) {
    auto h = torch::tanh(trunk->forward(obs));
    return {torch::log_softmax(pi->forward(h), -1), v->forward(h).squeeze(-1)};
  }
  torch::nn::Linear trunk{nullptr}, pi{nullptr}, v{nullptr};
};
TORCH_MODULE(ActorCritic);

struct Step {
  torch::Tensor log_prob, entropy, value;
  float reward;
};

class Agent {
 public:
  explicit Agent(double lr) : opt_(net_->parameters(), torch::optim::RMSpropOptions(lr)) {}

  int64_t choose(const torch::Tensor& obs) {
    auto [logp, value] = net_->forward(obs);
    const auto a = logp.exp().multinomial(1).item<int64_t>();
    rollout_.push_back({logp[a], -(logp.exp() * logp).sum(), value, 0.0f});
    return a;
  }

  void reward(float r) {
    rollout_.back().reward = r;
    level_ = 0.999f * level_ + 0.001f * r;
  }

  double learn(float gamma) {
    std::vector<torch::Tensor> terms;
    float ret = 0.0f;
    for (auto it = rollout_.rbegin(); it != rollout_.rend(); ++it) {
      ret = it->reward + gamma * ret;
      const auto advantage = ret - it->value;
      terms.push_back(0.5 * advantage.pow(2) - advantage.detach() * it->log_prob - 0.01 * it->entropy);
    }
    auto loss = torch::stack(terms).mean();
    opt_.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(net_->parameters(), 0.5);
    opt_.step();
    rollout_.clear();
    return loss.item<double>();
  }

  float level() const { return level_; }
  void save(const char* path) { torch::save(net_, path); }

 private:
  ActorCritic net_;
  torch::optim::RMSprop opt_;
  std::vector<Step> rollout_;
  float level_ = 0.0f;
};

int main(int argc, char** argv) {
  const long episodes = argc > 1 ? std::atol(argv[1]) : 200000;
  const int horizon = 96;
  Building building;
  Agent agent(7e-4);
  for (long e = 0; e < episodes; ++e) {
    auto obs = building.reset();
    for (int t = 0; t < horizon; ++t) {
      auto [next, r] = building.step(agent.choose(obs));
      agent.reward(r);
      obs = next;
    }
    const double loss = agent.learn(0.98f);
    if (e % 100 == 0) std::cout << "episode " << e << " loss " << loss << " reward " << agent.level() << '\n';
  }
  agent.save("hvac.pt");
}
