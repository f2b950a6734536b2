#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <numeric>
#include <vector>

struct Transition {
  torch::Tensor logp, value, entropy;
  double reward;
};

class RolloutStore {
 public:
  class Lease {
   public:
    explicit Lease(RolloutStore& s) : s_(s) {}
    ~Lease() { s_.data_.clear(); }
    Lease(const Lease&) = delete;
    auto begin() const { return s_.data_.rbegin(); }
    auto end() const { return s_.data_.rend(); }
    std::size_t size() const { return s_.data_.size(); }

   private:
    RolloutStore& s_;
  };
  void record(Transition t) { data_.push_back(std::move(t)); }
  bool full() const { return data_.size() >= 128; }
  Lease lease() { return Lease(*this); }

 private:
  std::vector<Transition> data_;
};

struct ActorCriticImpl : torch::nn::Module {
  ActorCriticImpl()
      : body(register_module("body", torch::nn::Linear(8, 64))),
        pi(register_module("pi", torch::nn::Linear(64, 4))),
        v(register_module("v", torch::nn::Linear(64, 1))) {}
  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& o) {
    auto h = torch::tanh(body(o));
    return {torch::log_softmax(pi(h), -1), v(h).squeeze()};
  }
  torch::nn::Linear body, pi, v;
};
TORCH_MODULE(ActorCritic);

class Env {
 public:
  torch::Tensor observe() const { return s_; }
  double act(int64_t a) {
    s_ = torch::randn({8});
    return a == s_.abs().argmax().item<int64_t>() % 4 ? 1.0 : -0.1;
  }

 private:
  torch::Tensor s_ = torch::randn({8});
};

class Agent {
 public:
  void play(Env& env) {
    auto [logits, value] = net_->forward(env.observe());
    auto a = torch::multinomial(logits.exp(), 1).item<int64_t>();
    store_.record({logits[a], value, -(logits * logits.exp()).sum(), env.act(a)});
    if (store_.full()) learn();
  }
  double lastLoss() const { return last_; }

 private:
  void learn() {
    auto batch = store_.lease();
    std::vector<torch::Tensor> terms;
    terms.reserve(batch.size());
    double ret = 0;
    for (const auto& [logp, value, entropy, reward] : batch) {
      ret = reward + 0.97 * ret;
      auto adv = ret - value;
      terms.push_back(-logp * adv.detach() + 0.5 * adv.pow(2) - 0.01 * entropy);
    }
    auto loss = torch::stack(terms).mean();
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    last_ = loss.item<double>();
  }
  ActorCritic net_;
  torch::optim::Adam opt_{net_->parameters(), 7e-4};
  RolloutStore store_;
  double last_ = 0;
};

int main() {
  Env env;
  Agent agent;
  for (uint64_t t = 0;; ++t) {
    agent.play(env);
    if (t % 5000 == 0) std::cout << t << " loss " << agent.lastLoss() << "\n";
  }
}
