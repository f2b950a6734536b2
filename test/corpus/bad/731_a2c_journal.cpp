#include <torch/torch.h>

#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <vector>

struct Rollout {
  std::vector<torch::Tensor> obs, actions;
  std::vector<float> rewards;
};

struct UpdateInfo {
  torch::Tensor loss;
  double entropy = 0;
  double mean_return = 0;
};

struct ActorCriticImpl : torch::nn::Module {
  ActorCriticImpl(int64_t obs, int64_t act)
      : shared(register_module("shared", torch::nn::Linear(obs, 64))),
        actor(register_module("actor", torch::nn::Linear(64, act))),
        critic(register_module("critic", torch::nn::Linear(64, 1))) {}

  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& x) {
    auto h = torch::tanh(shared(x));
    return {torch::log_softmax(actor(h), -1), critic(h).squeeze(-1)};
  }
  torch::nn::Linear shared, actor, critic;
};
TORCH_MODULE(ActorCritic);

class Bandit2D {
 public:
  torch::Tensor reset() { return s_ = torch::rand({2}); }
  std::pair<torch::Tensor, float> step(int64_t a) {
    float r = (a == 0) == (s_[0].item<float>() > s_[1].item<float>()) ? 1.f : 0.f;
    s_ = torch::rand({2});
    return {s_, r};
  }

 private:
  torch::Tensor s_;
};

class A2C {
 public:
  explicit A2C(double lr) : net_(2, 2), opt_(net_->parameters(), torch::optim::RMSpropOptions(lr)) {}

  Rollout collect(Bandit2D& env, int n) {
    torch::NoGradGuard ng;
    Rollout r;
    auto o = env.reset();
    for (int i = 0; i < n; ++i) {
      auto a = torch::multinomial(net_->forward(o).first.exp(), 1);
      auto [next, reward] = env.step(a.item<int64_t>());
      r.obs.push_back(o);
      r.actions.push_back(a);
      r.rewards.push_back(reward);
      o = next;
    }
    return r;
  }

  UpdateInfo update(const Rollout& r) {
    auto returns = discounted(r.rewards);
    auto [logp, value] = net_->forward(torch::stack(r.obs));
    auto adv = returns - value;
    auto chosen = logp.gather(1, torch::stack(r.actions)).squeeze(1);
    auto entropy = -(logp * logp.exp()).sum(1).mean();
    auto loss = -(chosen * adv.detach()).mean() + 0.5 * adv.pow(2).mean() - 0.01 * entropy;

    opt_.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(net_->parameters(), 0.5);
    opt_.step();

    UpdateInfo info;
    info.loss = loss;
    info.entropy = entropy.item<double>();
    info.mean_return = returns.mean().item<double>();
    return info;
  }

  void checkpoint(const std::string& path) { torch::save(net_, path); }

 private:
  static torch::Tensor discounted(const std::vector<float>& rewards) {
    std::vector<float> g(rewards.size());
    float acc = 0;
    for (size_t i = rewards.size(); i-- > 0;) g[i] = acc = rewards[i] + 0.5f * acc;
    return torch::tensor(g);
  }

  ActorCritic net_;
  torch::optim::RMSprop opt_;
};

static void dump(const std::map<int64_t, UpdateInfo>& journal, std::ostream& os) {
  for (const auto& [it, u] : journal)
    os << it << ',' << u.loss.item<float>() << ',' << u.entropy << ',' << u.mean_return << '\n';
}

int main() {
  Bandit2D env;
  A2C agent(7e-4);
  std::map<int64_t, UpdateInfo> journal;

  for (int64_t it = 0; it < 1000000; ++it) {
    auto rollout = agent.collect(env, 32);
    journal.emplace(it, agent.update(rollout));  // WARN: attached-return
    if (it % 5000 == 0) {
      std::ofstream csv("a2c.csv");
      dump(journal, csv);
      agent.checkpoint("a2c.pt");
      std::cout << it << " return " << journal.at(it).mean_return << std::endl;
    }
  }
}
