#include <torch/torch.h>

#include <cmath>
#include <functional>
#include <iostream>
#include <random>
#include <vector>

// Small policy-gradient bot for a 1-D "find the exit" game. Runs for as long as the arena is up.

struct PolicyImpl : torch::nn::Module {
  PolicyImpl(int64_t obs, int64_t actions)
      : body(register_module("body", torch::nn::Linear(obs, 64))),
        head(register_module("head", torch::nn::Linear(64, actions))) {}
  torch::Tensor forward(const torch::Tensor& x) { return torch::log_softmax(head(torch::tanh(body(x))), -1); }
  torch::nn::Linear body, head;
};
TORCH_MODULE(Policy);

class Arena {
 public:
  torch::Tensor reset() {
    pos_ = std::uniform_int_distribution<int>(0, 15)(rng_);
    left_ = 40;
    return view();
  }
  std::tuple<torch::Tensor, float, bool> step(int64_t a) {
    pos_ = std::max(0, std::min(15, pos_ + (a == 0 ? -1 : a == 1 ? 0 : 1)));
    bool done = pos_ == 15 || --left_ == 0;
    return {view(), pos_ == 15 ? 1.f : -0.02f, done};
  }

 private:
  torch::Tensor view() const {
    auto v = torch::zeros({16});
    v[pos_] = 1.0;
    return v;
  }
  int pos_ = 0, left_ = 0;
  std::mt19937 rng_{7};
};

struct Rollout {
  std::vector<torch::Tensor> log_probs;
  std::vector<torch::Tensor> entropies;
  std::vector<float> rewards;
  void clear() {
    log_probs.clear();
    entropies.clear();
    rewards.clear();
  }
};

class ExplorationMonitor {
 public:
  void observe(const torch::Tensor& entropy) {
    readings_.push_back(entropy.view({1}));  // WARN: graph-in-container
  }
  double recent(size_t n) const {
    n = std::min(n, readings_.size());
    double sum = 0;
    for (size_t i = readings_.size() - n; i < readings_.size(); ++i) sum += readings_[i].item<double>();
    return n ? sum / n : 0.0;
  }

 private:
  std::vector<torch::Tensor> readings_;
};

class Learner {
 public:
  explicit Learner(Policy p) : policy_(p), opt_(p->parameters(), torch::optim::AdamOptions(3e-3)) {}
  std::function<void(const torch::Tensor&)> on_entropy;

  void update(Rollout& r) {
    std::vector<float> returns(r.rewards.size());
    float g = 0;
    for (size_t i = r.rewards.size(); i-- > 0;) returns[i] = g = r.rewards[i] + 0.98f * g;
    auto ret = torch::tensor(returns);
    auto entropy = torch::stack(r.entropies).mean();
    auto loss = -(torch::stack(r.log_probs) * ret).mean() - 0.01 * entropy;
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    if (on_entropy) on_entropy(entropy);
    r.clear();
  }

 private:
  Policy policy_;
  torch::optim::Adam opt_;
};

int main() {
  Policy policy(16, 3);
  Arena arena;
  Learner learner(policy);
  ExplorationMonitor monitor;
  learner.on_entropy = [&monitor](const torch::Tensor& e) { monitor.observe(e); };

  Rollout rollout;
  for (long episode = 0;; ++episode) {
    auto obs = arena.reset();
    bool done = false;
    while (!done) {
      auto logp = policy(obs);
      auto a = logp.exp().multinomial(1).item<int64_t>();
      rollout.log_probs.push_back(logp[a]);
      rollout.entropies.push_back(-(logp * logp.exp()).sum());
      float rew;
      std::tie(obs, rew, done) = arena.step(a);
      rollout.rewards.push_back(rew);
    }
    learner.update(rollout);
    if (episode % 200 == 0) std::cout << episode << " entropy " << monitor.recent(100) << "\n";
  }
}
