#include <torch/torch.h>
#include <algorithm>
#include <deque>
#include <random>
#include <vector>

struct Transition {
  torch::Tensor s, s2;
  int64_t a;
  float r;
};

class ReplayMemory {
 public:
  explicit ReplayMemory(size_t cap) : cap_(cap) {
  }
  void push(Transition t) {
    if (buf_.size() == cap_)
      buf_.pop_front();
    buf_.push_back(std::move(t));
  }
  std::vector<Transition> sample(size_t n) {
    std::vector<Transition> out;
    std::sample(buf_.begin(), buf_.end(), std::back_inserter(out), n, rng_);
    return out;
  }
  size_t size() const {
    return buf_.size();
  }

 private:
  size_t cap_;
  std::deque<Transition> buf_;
  std::mt19937 rng_{7};
};

class Dqn {
 public:
  Dqn()
      : q_(torch::nn::Linear(4, 64), torch::nn::ReLU(), torch::nn::Linear(64, 2)),
        target_(torch::nn::Linear(4, 64), torch::nn::ReLU(), torch::nn::Linear(64, 2)),
        opt_(q_->parameters(), torch::optim::AdamOptions(5e-4)) {
  }

  int64_t act(const torch::Tensor& s) {
    torch::NoGradGuard g;
    return q_->forward(s).argmax().item<int64_t>();
  }

  void learn(const std::vector<Transition>& batch) {
    std::vector<torch::Tensor> errors;
    for (const auto& t : batch) {
      auto target = t.r + 0.99 * target_->forward(t.s2).max();
      errors.push_back((q_->forward(t.s)[t.a] - target.detach()).pow(2));
    }
    auto loss = torch::stack(errors).mean();
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    td_errors_.insert(td_errors_.end(), errors.begin(), errors.end());  // WARN: graph-in-container
  }

 private:
  torch::nn::Sequential q_, target_;
  torch::optim::Adam opt_;
  std::vector<torch::Tensor> td_errors_;
};

int main() {
  Dqn agent;
  ReplayMemory memory(10000);
  auto s = torch::rand({4});
  for (int step = 0; step < 100000; ++step) {
    auto a = agent.act(s);
    auto s2 = torch::rand({4});
    memory.push({s, s2, a, 1.f});
    s = s2;
    if (memory.size() > 64)
      agent.learn(memory.sample(32));
  }
}
