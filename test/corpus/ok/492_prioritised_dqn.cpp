// DQN with prioritised replay on a random-walk corridor
#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <random>

using torch::Tensor;

struct QNetImpl : torch::nn::Module {
  torch::nn::Linear a{nullptr}, val{nullptr}, adv{nullptr};
  explicit QNetImpl(int64_t n) {
    a = register_module("a", torch::nn::Linear(n, 64));
    val = register_module("val", torch::nn::Linear(64, 1));
    adv = register_module("adv", torch::nn::Linear(64, 2));
  }
  Tensor forward(Tensor x) {
    auto h = torch::relu(a(x));
    auto d = adv(h);
    return val(h) + d - d.mean(-1, true);
  }
};
TORCH_MODULE(QNet);

class Replay {
 public:
  Replay(int64_t cap, int64_t n)
      : cap_(cap), obs_(torch::zeros({cap, n})), next_(torch::zeros({cap, n})),
        act_(torch::zeros({cap}, torch::kLong)), rew_(torch::zeros({cap})), done_(torch::zeros({cap})),
        prio_(torch::zeros({cap})) {}

  void put(const Tensor& o, int64_t a, float r, const Tensor& o2, bool done) {
    obs_[pos_] = o;
    next_[pos_] = o2;
    act_[pos_] = a;
    rew_[pos_] = r;
    done_[pos_] = done ? 1.f : 0.f;
    prio_[pos_] = top_;
    pos_ = (pos_ + 1) % cap_;
    used_ = std::min(used_ + 1, cap_);
  }

  struct Batch {
    Tensor idx, obs, act, rew, next, done, w;
  };

  Batch sample(int64_t n, double beta) const {
    auto p = prio_.narrow(0, 0, used_);
    p = p / p.sum();
    auto idx = p.multinomial(n, /*replacement=*/true);
    auto w = (p.index_select(0, idx) * static_cast<double>(used_)).pow(-beta);
    return {idx, obs_.index({idx}), act_.index({idx}), rew_.index({idx}), next_.index({idx}), done_.index({idx}),
            w / w.max()};
  }

  void reprioritise(const Tensor& idx, const Tensor& err) {
    auto v = (err.detach().abs() + 1e-3).pow(0.6);
    prio_.index_put_({idx}, v);
    top_ = std::max(top_, v.max().item<float>());
  }

  int64_t size() const { return used_; }

 private:
  int64_t cap_, pos_ = 0, used_ = 0;
  Tensor obs_, next_, act_, rew_, done_, prio_;
  float top_ = 1.f;
};

static Tensor one_hot(int64_t where, int64_t n) {
  auto t = torch::zeros({n});
  t[where] = 1.f;
  return t;
}

static void follow(QNet& slow, QNet& fast, double tau) {
  torch::NoGradGuard ng;
  auto s = slow->parameters(), f = fast->parameters();
  for (size_t i = 0; i < s.size(); ++i) s[i].lerp_(f[i], tau);
}

int main(int argc, char** argv) {
  const int64_t N = 20;
  int64_t steps = argc > 1 ? std::stoll(argv[1]) : 200000;
  torch::manual_seed(31);
  std::mt19937 rng(31);
  QNet online(N), target(N);
  follow(target, online, 1.0);
  Replay mem(5000, N);
  torch::optim::Adam opt(online->parameters(), torch::optim::AdamOptions(5e-4));
  auto td_avg = torch::zeros({});

  int64_t where = N / 2;
  double wins = 0, ends = 0;
  for (int64_t t = 0; t < steps; ++t) {
    auto o = one_hot(where, N);
    auto q = online->forward(o);
    double eps = std::max(0.05, 1.0 - t / 20000.0);
    int64_t a = std::uniform_real_distribution<double>(0, 1)(rng) < eps ? int64_t(rng() % 2) : q.argmax().item<int64_t>();
    if (rng() % 10 == 0) a = 1 - a;
    where += a ? 1 : -1;
    bool done = where <= 0 || where >= N - 1;
    float r = where >= N - 1 ? 1.f : 0.f;
    mem.put(o, a, r, one_hot(where, N), done);
    if (done) {
      wins += r;
      ends += 1;
      where = N / 2;
    }
    if (mem.size() < 500) continue;

    auto b = mem.sample(32, std::min(1.0, 0.4 + t * 1e-5));
    Tensor goal;
    {
      torch::NoGradGuard ng;
      auto pick = online->forward(b.next).argmax(1, true);
      goal = b.rew + 0.98 * (1 - b.done) * target->forward(b.next).gather(1, pick).squeeze(1);
    }
    auto err = goal - online->forward(b.obs).gather(1, b.act.unsqueeze(1)).squeeze(1);
    auto loss = (b.w * err.pow(2)).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
    mem.reprioritise(b.idx, err);
    td_avg.mul_(0.99).add_(err.detach().abs().mean(), 0.01);
    follow(target, online, 0.01);
    if (t % 2000 == 0)
      std::cout << t << " td " << td_avg.item<float>() << " win rate " << (ends > 0 ? wins / ends : 0.0) << "\n";
  }
  torch::save(online, "corridor.pt");
}
