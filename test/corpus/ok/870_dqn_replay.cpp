#include <torch/torch.h>
#include <deque>
#include <iostream>
#include <random>
#include <vector>

// DQN on encoded observations; the encoder is shared with the value head.
struct Memory {
  torch::Tensor code, next_code;
  int64_t action;
  float reward;
};

class Replay {
 public:
  explicit Replay(std::size_t cap) : cap_(cap) {}
  void remember(const torch::Tensor& a, const torch::Tensor& b, int64_t act, float r) {
    auto keep = [](const torch::Tensor& t) { return t.detach().to(torch::kHalf); };
    if (mem_.size() == cap_) mem_.pop_front();
    mem_.push_back(Memory{keep(a), keep(b), act, r});
  }
  std::vector<Memory> draw(std::size_t n) {
    std::vector<Memory> out;
    std::uniform_int_distribution<std::size_t> u(0, mem_.size() - 1);
    for (std::size_t i = 0; i < n; ++i) out.push_back(mem_[u(rng_)]);
    return out;
  }
  std::size_t size() const { return mem_.size(); }

 private:
  std::size_t cap_;
  std::deque<Memory> mem_;
  std::mt19937 rng_{5};
};

class DQN {
 public:
  DQN() : enc_(12, 32), q_(32, 4), target_(32, 4), opt_(q_->parameters(), 1e-3), replay_(5000) { sync(); }

  torch::Tensor encode(const torch::Tensor& obs) { return torch::relu(enc_(obs)); }

  int64_t greedy(const torch::Tensor& code) { return q_(code).argmax().item<int64_t>(); }

  void observe(const torch::Tensor& c, const torch::Tensor& n, int64_t a, float r) {
    replay_.remember(c, n, a, r);
    if (replay_.size() >= 64) fit();
    if (++steps_ % 500 == 0) sync();
  }
  double loss() const { return loss_; }

 private:
  void fit() {
    std::vector<torch::Tensor> c, n;
    std::vector<int64_t> a;
    std::vector<float> r;
    for (auto& m : replay_.draw(32)) {
      c.push_back(m.code);
      n.push_back(m.next_code);
      a.push_back(m.action);
      r.push_back(m.reward);
    }
    auto q = q_(torch::stack(c).to(torch::kFloat)).gather(1, torch::tensor(a).unsqueeze(1)).squeeze(1);
    auto best = std::get<0>(target_(torch::stack(n).to(torch::kFloat)).max(1)).detach();
    auto loss = torch::smooth_l1_loss(q, torch::tensor(r) + 0.95 * best);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    loss_ = loss.item<double>();
  }
  void sync() {
    torch::NoGradGuard g;
    target_->weight.copy_(q_->weight);
    target_->bias.copy_(q_->bias);
  }
  torch::nn::Linear enc_, q_, target_;
  torch::optim::Adam opt_;
  Replay replay_;
  long steps_ = 0;
  double loss_ = 0;
};

int main() {
  DQN agent;
  auto code = agent.encode(torch::randn({12}));
  for (long t = 0;; ++t) {
    int64_t a = agent.greedy(code);
    auto next = agent.encode(torch::randn({12}));
    agent.observe(code, next, a, a == t % 4 ? 1.f : 0.f);
    code = next;
    if (t % 5000 == 0) std::cout << t << " td " << agent.loss() << "\n";
  }
}
