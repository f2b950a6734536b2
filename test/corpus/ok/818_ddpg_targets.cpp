#include <torch/torch.h>

#include <cstdio>
#include <functional>
#include <utility>
#include <vector>

using torch::Tensor;

template <class F>
decltype(auto) without_grad(F&& f) {
  torch::NoGradGuard guard;
  return std::forward<F>(f)();
}

template <class M>
class Averaged {
 public:
  Averaged(M live, M shadow, double tau) : live_(std::move(live)), shadow_(std::move(shadow)), tau_(tau) { pull(1.0); }
  void follow() { pull(tau_); }
  M& live() { return live_; }
  M& shadow() { return shadow_; }

 private:
  void pull(double w) {
    auto src = live_->parameters();
    auto dst = shadow_->parameters();
    without_grad([&] {
      for (size_t i = 0; i < dst.size(); ++i) dst[i].copy_((1.0 - w) * dst[i] + w * src[i]);
    });
  }
  M live_, shadow_;
  double tau_;
};

torch::nn::Sequential mlp(int64_t in, int64_t out) {
  return torch::nn::Sequential(torch::nn::Linear(in, 128), torch::nn::ReLU(), torch::nn::Linear(128, out));
}

struct Replay {
  explicit Replay(int64_t cap) : cap(cap), rows(torch::zeros({cap, 4 + 1 + 1 + 4})) {}
  void add(const Tensor& s, const Tensor& a, double r, const Tensor& s2) {
    rows[n++ % cap] = torch::cat({s, a, torch::full({1}, r), s2});
  }
  std::vector<Tensor> sample(int64_t k) const {
    auto idx = torch::randint(std::min(n, cap), {k}, torch::kLong);
    return rows.index_select(0, idx).split_with_sizes({4, 1, 1, 4}, 1);
  }
  int64_t cap, n = 0;
  Tensor rows;
};

class Ddpg {
 public:
  Ddpg()
      : actor_(mlp(4, 1), mlp(4, 1), 0.005),
        critic_(mlp(5, 1), mlp(5, 1), 0.005),
        aopt_(actor_.live()->parameters(), 1e-4),
        copt_(critic_.live()->parameters(), 1e-3) {}

  Tensor act(const Tensor& s, double noise) {
    return without_grad([&] { return (torch::tanh(actor_.live()->forward(s)) + noise * torch::randn({1})).clamp(-1, 1); });
  }

  double learn(const Replay& mem) {
    auto b = mem.sample(128);
    auto next = without_grad([&] {
      auto a2 = torch::tanh(actor_.shadow()->forward(b[3]));
      return b[2] + 0.98 * critic_.shadow()->forward(torch::cat({b[3], a2}, 1));
    });
    auto q = critic_.live()->forward(torch::cat({b[0], b[1]}, 1));
    auto closs = torch::mse_loss(q, next);
    copt_.zero_grad();
    closs.backward();
    copt_.step();

    auto aloss = -critic_.live()->forward(torch::cat({b[0], torch::tanh(actor_.live()->forward(b[0]))}, 1)).mean();
    aopt_.zero_grad();
    aloss.backward();
    aopt_.step();

    actor_.follow();
    critic_.follow();
    without_grad([&] {
      q_mean_.lerp_(q.mean(), 0.01);
      spread_ = 0.99 * spread_ + 0.01 * q.std();
    });
    return closs.item<double>();
  }

  std::pair<double, double> q_stats() const { return {q_mean_.item<double>(), spread_.item<double>()}; }

 private:
  Averaged<torch::nn::Sequential> actor_, critic_;
  torch::optim::Adam aopt_, copt_;
  Tensor q_mean_ = torch::zeros({}), spread_ = torch::zeros({});
};

int main() {
  Replay mem(50000);
  Ddpg agent;
  auto s = torch::randn({4});
  for (long t = 0;; ++t) {
    auto a = agent.act(s, 0.2);
    auto s2 = 0.95 * s + 0.1 * a + 0.05 * torch::randn({4});
    mem.add(s, a, -s2.pow(2).sum().item<double>(), s2);
    s = s2;
    if (t < 1000) continue;
    const double loss = agent.learn(mem);
    if (t % 5000 == 0) {
      auto [m, sd] = agent.q_stats();
      std::printf("%ld critic %.4f q %.3f +- %.3f\n", t, loss, m, sd);
    }
  }
}
