#include <torch/torch.h>

#include <cstdlib>
#include <iostream>
#include <vector>

struct Transition {
  torch::Tensor s, s2, q;
  int64_t a;
  float r;
};

static torch::Tensor snapshot(const torch::Tensor& t) { return t.detach().clone(); }

class Replay {
 public:
  explicit Replay(int64_t cap) : cap_(cap), items_(cap), prio_(torch::zeros({cap})) {}

  void store(Transition t) {
    t.q = snapshot(t.q);
    items_[head_] = std::move(t);
    prio_[head_] = max_prio_;
    head_ = (head_ + 1) % cap_;
    size_ = std::min(cap_, size_ + 1);
  }

  torch::Tensor draw(int64_t n) const { return prio_.narrow(0, 0, size_).multinomial(n, true); }

  void set_priority(const torch::Tensor& idx, const torch::Tensor& td) {
    auto p = snapshot(td).abs().add_(1e-3);
    prio_.index_put_({idx}, p);
    max_prio_ = std::max(max_prio_, p.max().item<float>());
  }

  const Transition& operator[](int64_t i) const { return items_[i]; }
  int64_t size() const { return size_; }

 private:
  int64_t cap_, head_ = 0, size_ = 0;
  std::vector<Transition> items_;
  torch::Tensor prio_;
  float max_prio_ = 1.0f;
};

static torch::nn::Sequential q_net() {
  return torch::nn::Sequential(torch::nn::Linear(4, 64), torch::nn::ReLU(), torch::nn::Linear(64, 3));
}

class Dqn {
 public:
  Dqn() : online_(q_net()), target_(q_net()), opt_(online_->parameters(), torch::optim::AdamOptions(5e-4)), replay_(20000) {
    blend(1.0);
  }

  int64_t act(const torch::Tensor& s, double eps, torch::Tensor& q) {
    q = online_->forward(s);
    if (std::rand() < eps * RAND_MAX) return std::rand() % 3;
    return q.argmax().item<int64_t>();
  }

  void remember(Transition t) { replay_.store(std::move(t)); }

  float learn(int64_t n) {
    if (replay_.size() < n) return 0.f;
    auto idx = replay_.draw(n);
    std::vector<torch::Tensor> s, s2, q_then;
    std::vector<int64_t> a;
    std::vector<float> r;
    for (int64_t i = 0; i < n; ++i) {
      const auto& t = replay_[idx[i].item<int64_t>()];
      s.push_back(t.s);
      s2.push_back(t.s2);
      q_then.push_back(t.q);
      a.push_back(t.a);
      r.push_back(t.r);
    }
    auto q = online_->forward(torch::stack(s));
    auto next = target_->forward(torch::stack(s2)).amax(1).detach();
    auto td = q.gather(1, torch::tensor(a).unsqueeze(1)).squeeze(1) - (torch::tensor(r) + 0.97 * next);
    auto drift = torch::mse_loss(q, torch::stack(q_then));
    auto loss = td.pow(2).mean() + 1e-3 * drift;
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    replay_.set_priority(idx, td);
    blend(0.005);
    return loss.item<float>();
  }

 private:
  void blend(double tau) {
    torch::NoGradGuard guard;
    auto from = online_->parameters(), to = target_->parameters();
    for (size_t i = 0; i < to.size(); ++i) to[i].copy_(to[i] * (1 - tau) + from[i] * tau);
  }

  torch::nn::Sequential online_, target_;
  torch::optim::Adam opt_;
  Replay replay_;
};

int main() {
  Dqn agent;
  auto s = torch::zeros({4});
  for (int64_t step = 0; step < 5'000'000; ++step) {
    torch::Tensor q;
    const auto a = agent.act(s, 0.1, q);
    auto s2 = (s * 0.95 + 0.1 * torch::randn({4})).clamp(-1, 1);
    s2[0] += 0.05 * static_cast<double>(a - 1);
    agent.remember({s, s2, q, a, -s2[0].abs().item<float>()});
    s = s2;
    const float loss = agent.learn(32);
    if (step % 2000 == 0) std::cout << step << " " << loss << "\n";
  }
}
