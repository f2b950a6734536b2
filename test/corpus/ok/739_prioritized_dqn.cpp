#include <torch/torch.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <random>
#include <tuple>

namespace rl {

struct Sample {
  torch::Tensor idx, obs, act, rew, next, weight;
};

class PrioritizedReplay {
 public:
  PrioritizedReplay(int64_t cap, int64_t obs_dim)
      : cap_(cap),
        obs_(torch::zeros({cap, obs_dim})),
        next_(torch::zeros({cap, obs_dim})),
        act_(torch::zeros({cap}, torch::kLong)),
        rew_(torch::zeros({cap})),
        prio_(torch::zeros({cap})) {}

  void add(const torch::Tensor& o, int64_t a, double r, const torch::Tensor& n) {
    obs_[pos_] = o;
    next_[pos_] = n;
    act_[pos_] = a;
    rew_[pos_] = r;
    prio_[pos_] = size_ ? prio_.max() : torch::ones({});
    pos_ = (pos_ + 1) % cap_;
    size_ = std::min(size_ + 1, cap_);
  }

  Sample draw(int64_t n) const {
    auto p = prio_.narrow(0, 0, size_).pow(0.6);
    p = p / p.sum();
    auto idx = torch::multinomial(p, n, true);
    auto w = (p.index({idx}) * static_cast<double>(size_)).pow(-0.4);
    return {idx, obs_.index({idx}), act_.index({idx}), rew_.index({idx}), next_.index({idx}), w / w.max()};
  }

  void reprioritize(const torch::Tensor& idx, const torch::Tensor& td) {
    torch::NoGradGuard no_grad;
    prio_.index_put_({idx}, td.abs() + 1e-5);
  }

  int64_t size() const { return size_; }

 private:
  int64_t cap_, pos_ = 0, size_ = 0;
  torch::Tensor obs_, next_, act_, rew_, prio_;
};

struct QNetImpl : torch::nn::Module {
  QNetImpl(int64_t in, int64_t n) : f(torch::nn::Linear(in, 64), torch::nn::ReLU(), torch::nn::Linear(64, n)) {
    register_module("f", f);
  }
  torch::Tensor forward(const torch::Tensor& x) { return f->forward(x); }
  torch::nn::Sequential f;
};
TORCH_MODULE(QNet);

class DQN {
 public:
  DQN(int64_t obs, int64_t n) : n_(n), online_(obs, n), target_(obs, n), opt_(online_->parameters(), 5e-4) { sync(1.0); }

  int64_t act(const torch::Tensor& o, double eps) {
    if (torch::rand({1}).item<double>() < eps) return torch::randint(n_, {1}).item<int64_t>();
    return online_(o).argmax().item<int64_t>();
  }

  double learn(PrioritizedReplay& mem, int64_t batch) {
    auto s = mem.draw(batch);
    auto q = online_(s.obs).gather(1, s.act.unsqueeze(1)).squeeze(1);
    auto best = std::get<0>(target_(s.next).max(1)).detach();
    auto td = s.rew + 0.99 * best - q;
    auto loss = (s.weight * td.pow(2)).mean();
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    mem.reprioritize(s.idx, td);
    sync(0.01);
    return loss.item<double>();
  }

 private:
  void sync(double tau) {
    torch::NoGradGuard no_grad;
    auto from = online_->parameters();
    auto to = target_->parameters();
    for (size_t i = 0; i < from.size(); ++i) to[i].lerp_(from[i], tau);
  }

  int64_t n_;
  QNet online_, target_;
  torch::optim::Adam opt_;
};

}  // namespace rl

int main() {
  rl::PrioritizedReplay mem(50000, 3);
  rl::DQN agent(3, 3);
  auto o = torch::rand({3});
  double loss = 0, reward = 0;
  for (int64_t t = 0; t < 20000000; ++t) {
    auto a = agent.act(o, std::max(0.05, 1.0 - static_cast<double>(t) / 20000.0));
    double r = o.argmax().item<int64_t>() == a ? 1 : 0;
    auto n = (o.roll(1) + 0.1 * torch::randn({3})).clamp(0, 1);
    mem.add(o, a, r, n);
    o = n;
    reward = 0.999 * reward + 0.001 * r;
    if (mem.size() > 1000) loss = 0.99 * loss + 0.01 * agent.learn(mem, 64);
    if (t % 5000 == 0) std::cout << t << " loss " << loss << " reward " << reward << std::endl;
  }
}
