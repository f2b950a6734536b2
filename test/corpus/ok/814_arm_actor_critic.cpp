#include <torch/torch.h>

#include <cmath>
#include <functional>
#include <iostream>
#include <utility>
#include <vector>

using torch::Tensor;

struct Policy : torch::nn::Module {
  Policy(int64_t obs, int64_t act)
      : body(register_module("body", torch::nn::Linear(obs, 64))),
        mean(register_module("mean", torch::nn::Linear(64, act))),
        value(register_module("value", torch::nn::Linear(64, 1))),
        log_std(register_parameter("log_std", torch::full({act}, -0.5))) {}
  torch::nn::Linear body, mean, value;
  Tensor log_std;
};

struct Decision {
  Tensor action, log_prob, value, entropy;
};

struct Rollout {
  std::vector<Tensor> log_probs, values, entropies;
  std::vector<float> rewards;
  size_t size() const { return rewards.size(); }
};

class ArmSim {
 public:
  const Tensor& reset() { return q_ = torch::randn({7}) * 0.3; }
  std::pair<Tensor, float> step(const Tensor& torque) {
    q_ = 0.98 * q_ + 0.05 * torque;
    return {q_, -q_.norm().item<float>()};
  }

 private:
  Tensor q_;
};

class Agent {
 public:
  Agent() : policy_(std::make_shared<Policy>(7, 7)), opt_(policy_->parameters(), torch::optim::AdamOptions(3e-4)) {}

  Tensor act(const Tensor& obs) {
    auto d = decide(obs);
    memory_.log_probs.push_back(d.log_prob);
    memory_.values.push_back(d.value);
    memory_.entropies.push_back(d.entropy);
    return d.action;
  }

  void reward(float r) { memory_.rewards.push_back(r); }

  std::function<void(double)> on_update;

  void maybe_update(bool terminal) {
    if (memory_.size() < 256 && !terminal) return;
    const double loss = improve(std::exchange(memory_, {}));
    if (on_update) on_update(loss);
  }

 private:
  Decision decide(const Tensor& obs) {
    auto h = torch::tanh(policy_->body(obs));
    auto mu = policy_->mean(h);
    auto sd = policy_->log_std.exp();
    auto a = (mu + sd * torch::randn_like(mu)).detach();
    auto lp = (-0.5 * ((a - mu) / sd).pow(2) - policy_->log_std - 0.5 * std::log(2 * M_PI)).sum();
    return {a, lp, policy_->value(h).squeeze(), policy_->log_std.sum()};
  }

  double improve(Rollout r) {
    std::vector<float> returns(r.size());
    float acc = 0;
    for (size_t i = r.size(); i-- > 0;) returns[i] = acc = r.rewards[i] + 0.97f * acc;
    auto R = torch::tensor(returns);
    auto V = torch::stack(r.values);
    auto adv = R - V.detach();
    auto loss = -(torch::stack(r.log_probs) * adv).mean() + 0.5 * (R - V).pow(2).mean() -
                1e-3 * torch::stack(r.entropies).mean();
    opt_.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(policy_->parameters(), 0.5);
    opt_.step();
    return loss.item<double>();
  }

  std::shared_ptr<Policy> policy_;
  torch::optim::Adam opt_;
  Rollout memory_;
};

int main() {
  ArmSim sim;
  Agent agent;
  double running = 0;
  agent.on_update = [&running](double l) { running = 0.95 * running + 0.05 * l; };
  for (int episode = 0; episode < 1'000'000; ++episode) {
    Tensor obs = sim.reset();
    float total = 0;
    for (int t = 0; t < 600; ++t) {
      auto [next, r] = sim.step(agent.act(obs));
      agent.reward(r);
      agent.maybe_update(t == 599);
      obs = next;
      total += r;
    }
    if (episode % 50 == 0) std::cout << episode << " return " << total << " loss " << running << '\n';
  }
}
