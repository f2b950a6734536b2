// C++20
#include <torch/torch.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <ranges>
#include <utility>
#include <vector>

struct Transition {
  torch::Tensor log_prob;
  torch::Tensor value;
  torch::Tensor entropy;
  float reward;
};

class Corridor {
 public:
  torch::Tensor reset() {
    pos_ = 0;
    left_ = 40;
    return observe();
  }
  struct Outcome {
    torch::Tensor obs;
    float reward;
    bool done;
  };
  Outcome act(int64_t a) {
    pos_ = std::max(0, pos_ + (a == 1 ? 1 : -1));
    const bool goal = pos_ >= 9;
    return {.obs = observe(), .reward = goal ? 1.f : -0.01f, .done = goal || --left_ == 0};
  }

 private:
  torch::Tensor observe() const {
    auto t = torch::zeros({12});
    t[pos_] = 1.f;
    t[11] = static_cast<float>(left_) / 40.f;
    return t;
  }
  int pos_ = 0, left_ = 0;
};

class Rollout {
 public:
  void record(Transition t) { steps_.push_back(std::move(t)); }
  [[nodiscard]] std::vector<Transition> drain() { return std::exchange(steps_, {}); }

 private:
  std::vector<Transition> steps_;
};

struct ActorCriticImpl : torch::nn::Module {
  ActorCriticImpl()
      : body(register_module("body", torch::nn::Linear(12, 64))),
        pi(register_module("pi", torch::nn::Linear(64, 2))),
        v(register_module("v", torch::nn::Linear(64, 1))) {}

  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& x) {
    auto h = torch::relu(body->forward(x));
    return {torch::log_softmax(pi->forward(h), -1), v->forward(h).squeeze(-1)};
  }
  torch::nn::Linear body, pi, v;
};
TORCH_MODULE(ActorCritic);

class Agent {
 public:
  Agent() : opt_(net_->parameters(), torch::optim::AdamOptions(2e-3)) {}

  int64_t choose(const torch::Tensor& obs) {
    auto [logp, value] = net_->forward(obs);
    const auto a = logp.exp().multinomial(1).item<int64_t>();
    pending_ = Transition{.log_prob = logp[a], .value = value, .entropy = -(logp.exp() * logp).sum(), .reward = 0};
    return a;
  }

  void reward(float r) {
    pending_.reward = r;
    rollout_.record(std::exchange(pending_, Transition{}));
  }

  void finish() {
    auto steps = rollout_.drain();
    std::vector<torch::Tensor> terms;
    float ret = 0;
    for (const auto& s : steps | std::views::reverse) {
      ret = s.reward + 0.97f * ret;
      auto adv = ret - s.value;
      terms.push_back(-s.log_prob * adv.detach() + 0.5 * adv.pow(2) - 0.01 * s.entropy);
    }
    opt_.zero_grad();
    torch::stack(terms).sum().backward();
    opt_.step();
  }

 private:
  ActorCritic net_;
  torch::optim::Adam opt_;
  Rollout rollout_;
  Transition pending_{};
};

int main() {
  Agent agent;
  Corridor env;
  double ema = 0;
  for (std::uint64_t ep = 0;; ++ep) {
    auto obs = env.reset();
    float total = 0;
    for (bool done = false; !done;) {
      auto out = env.act(agent.choose(obs));
      agent.reward(out.reward);
      total += out.reward;
      obs = out.obs;
      done = out.done;
    }
    agent.finish();
    ema += 0.02 * (total - ema);
    if (ep % 200 == 0) std::cout << "episode " << ep << " return " << ema << '\n';
  }
}
