#include <torch/torch.h>
#include <deque>
#include <random>
#include <tuple>
#include <vector>

struct Transition {
  torch::Tensor state, action, reward, next_state, done;
};

class ReplayMemory {
 public:
  explicit ReplayMemory(size_t capacity) : capacity_(capacity), rng_(7) {}
  void push(Transition t) {
    if (memory_.size() == capacity_) memory_.pop_front();
    memory_.push_back(std::move(t));
  }
  std::vector<Transition> sample(size_t n) {
    std::vector<Transition> out;
    std::sample(memory_.begin(), memory_.end(), std::back_inserter(out), n, rng_);
    return out;
  }
  size_t size() const { return memory_.size(); }

 private:
  size_t capacity_;
  std::deque<Transition> memory_;
  std::mt19937 rng_;
};

struct QNetImpl : torch::nn::Module {
  QNetImpl(int64_t in, int64_t out) {
    l1 = register_module("l1", torch::nn::Linear(in, 128));
    l2 = register_module("l2", torch::nn::Linear(128, 128));
    l3 = register_module("l3", torch::nn::Linear(128, out));
  }
  torch::Tensor forward(torch::Tensor x) { return l3(torch::relu(l2(torch::relu(l1(x))))); }
  torch::nn::Linear l1{nullptr}, l2{nullptr}, l3{nullptr};
};
TORCH_MODULE(QNet);

class DQNAgent {
 public:
  DQNAgent(int64_t obs, int64_t act) : policy_(obs, act), target_(obs, act), memory_(10000), optim_(policy_->parameters(), 1e-3), actions_(act) { sync(); }

  int64_t act(const torch::Tensor& s, double eps) {
    if (torch::rand({1}).item<double>() < eps) return torch::randint(actions_, {1}).item<int64_t>();
    return policy_->forward(s.unsqueeze(0)).argmax(1).item<int64_t>();
  }

  void remember(torch::Tensor s, int64_t a, double r, torch::Tensor ns, bool done) {
    memory_.push({s, torch::tensor({a}), torch::tensor({(float)r}), ns, torch::tensor({done ? 1.f : 0.f})});
  }

  double optimize() {
    if (memory_.size() < 64) return 0;
    auto batch = memory_.sample(64);
    std::vector<torch::Tensor> s, a, r, ns, d;
    for (auto& t : batch) {
      s.push_back(t.state);
      a.push_back(t.action);
      r.push_back(t.reward);
      ns.push_back(t.next_state);
      d.push_back(t.done);
    }
    auto q = policy_->forward(torch::stack(s)).gather(1, torch::stack(a));
    torch::Tensor y;
    {
      torch::NoGradGuard g;
      auto nq = std::get<0>(target_->forward(torch::stack(ns)).max(1, true));
      y = torch::stack(r) + 0.99 * nq * (1 - torch::stack(d));
    }
    auto loss = torch::smooth_l1_loss(q, y);
    optim_.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(policy_->parameters(), 10.0);
    optim_.step();
    return loss.item<double>();
  }

  void sync() {
    torch::NoGradGuard g;
    auto src = policy_->parameters(), dst = target_->parameters();
    for (size_t i = 0; i < src.size(); ++i) dst[i].copy_(src[i]);
  }

 private:
  QNet policy_, target_;
  ReplayMemory memory_;
  torch::optim::Adam optim_;
  int64_t actions_;
};

int main() {
  DQNAgent agent(4, 2);
  for (int ep = 0; ep < 500; ++ep) {
    auto s = torch::randn({4});
    for (int t = 0; t < 200; ++t) {
      auto a = agent.act(s, 0.1);
      auto ns = s + 0.01 * torch::randn({4});
      agent.remember(s, a, 1.0, ns, t == 199);
      agent.optimize();
      s = ns;
    }
    if (ep % 10 == 0) agent.sync();
  }
}
