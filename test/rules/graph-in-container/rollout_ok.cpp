// RUN: %check_rule %s
// Reinforcement learning: rollouts that one method fills and another clears.
#include "../Inputs/net.h"
#include <deque>
#include <map>
#include <memory>
#include <vector>

struct Transition {
  torch::Tensor state, log_prob, value;
  float reward;
};

class Rollout {
public:
  void add(Transition t) { items_.push_back(std::move(t)); }
  void clear() { items_.clear(); }
  size_t size() const { return items_.size(); }
  const std::vector<Transition> &items() const { return items_; }

private:
  std::vector<Transition> items_;
};

class PPO {
public:
  PPO() : opt_(actor_->parameters(), torch::optim::AdamOptions(3e-4)) {}

  void train() {
    for (int update = 0; update < 1000; ++update) {
      for (int i = 0; i < 2048; ++i)
        collect();
      learn();
    }
  }

  void collect() {
    auto state = nextBatch().data;
    auto probs = torch::softmax(actor_->forward(state), -1);
    auto action = probs.multinomial(1);
    rollout_.add(
        {state, probs.gather(1, action).log(), critic_->forward(state), 1.0f});
    log_probs_.push_back(probs.gather(1, action).log());
  }

  void learn() {
    std::vector<torch::Tensor> losses;
    for (const auto &t : rollout_.items())
      losses.push_back(-t.log_prob * (t.reward - t.value.detach()));
    auto loss = torch::stack(losses).mean() + torch::stack(log_probs_).mean();
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    rollout_.clear();
    log_probs_.clear();
  }

private:
  Net actor_{16, 4}, critic_{16, 1};
  torch::optim::Adam opt_;
  Rollout rollout_;
  std::vector<torch::Tensor> log_probs_;
};

// A policy that the caller empties.
struct PolicyImpl : torch::nn::Module {
  torch::Tensor forward(torch::Tensor x) {
    return torch::softmax(fc->forward(x), -1);
  }
  int64_t act(torch::Tensor state) {
    auto probs = forward(state);
    auto action = probs.multinomial(1);
    saved_log_probs.push_back(torch::log(probs.gather(1, action)));
    return action.item<int64_t>();
  }
  torch::nn::Linear fc = register_module("fc", torch::nn::Linear(4, 2));
  std::vector<torch::Tensor> saved_log_probs;
  std::vector<float> rewards;
};
TORCH_MODULE(Policy);

void finish_episode(Policy &policy, torch::optim::Adam &opt) {
  std::vector<torch::Tensor> losses;
  for (size_t i = 0; i < policy->rewards.size(); ++i)
    losses.push_back(-policy->saved_log_probs[i] * policy->rewards[i]);
  opt.zero_grad();
  torch::cat(losses).sum().backward();
  opt.step();
  policy->rewards.clear();
  policy->saved_log_probs.clear();
}

int main() {
  Policy policy;
  torch::optim::Adam opt(policy->parameters(), 1e-2);
  for (int episode = 0; episode < 1000; ++episode) {
    for (int t = 0; t < 200; ++t) {
      policy->act(torch::randn({1, 4}));
      policy->rewards.push_back(1.f);
    }
    finish_episode(policy, opt);
  }
}

// Parallel vectors in a struct that reset() makes new.
struct Memory {
  std::vector<torch::Tensor> states, log_probs, values;
};

class A2C {
public:
  void observe(torch::Tensor state) {
    memory_.states.push_back(state);
    memory_.log_probs.push_back(
        torch::log_softmax(net_->forward(state), -1).max());
    memory_.values.push_back(net_->forward(state).mean());
  }
  void update(torch::optim::Adam &opt) {
    auto loss = torch::stack(memory_.log_probs).mean() +
                torch::stack(memory_.values).mean();
    loss.backward();
    opt.step();
    reset();
  }
  void reset() { memory_ = Memory(); }

private:
  Net net_;
  Memory memory_;
};

class EpisodeBuffer {
public:
  explicit EpisodeBuffer(size_t cap) : cap_(cap) {}
  void push(torch::Tensor q) {
    if (values_.size() >= cap_)
      values_.pop_front();
    values_.push_back(q);
  }

private:
  size_t cap_;
  std::deque<torch::Tensor> values_;
};

void evaluate_ok(Net &net, torch::optim::SGD &opt) {
  auto buffer = std::make_unique<EpisodeBuffer>(1000);
  while (more()) {
    auto q = net->forward(nextBatch().data);
    q.mean().backward();
    opt.step();
    buffer->push(q);
  }
}
