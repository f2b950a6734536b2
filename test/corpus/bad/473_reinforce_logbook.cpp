// REINFORCE on a hand-made pole balancer, keeps a logbook of the episodes for the report
#include <torch/torch.h>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <random>
#include <utility>
#include <vector>

struct Pole {
  std::mt19937 rng{7};
  float x = 0, xd = 0, th = 0, thd = 0;
  torch::Tensor obs() const { return torch::tensor({x, xd, th, thd}); }
  torch::Tensor reset() {
    std::uniform_real_distribution<float> u(-0.05f, 0.05f);
    x = u(rng); xd = u(rng); th = u(rng); thd = u(rng);
    return obs();
  }
  bool step(int64_t a, float& reward) {
    const float force = a == 1 ? 10.f : -10.f, len = 0.5f, mp = 0.1f, mt = 1.1f, dt = 0.02f;
    float c = std::cos(th), s = std::sin(th);
    float tmp = (force + mp * len * thd * thd * s) / mt;
    float ta = (9.8f * s - c * tmp) / (len * (4.f / 3.f - mp * c * c / mt));
    float xa = tmp - mp * len * ta * c / mt;
    x += dt * xd; xd += dt * xa; th += dt * thd; thd += dt * ta;
    reward = 1.f;
    return std::fabs(x) > 2.4f || std::fabs(th) > 0.21f;
  }
};

struct PolicyImpl : torch::nn::Module {
  torch::nn::Linear a{nullptr}, b{nullptr};
  PolicyImpl() {
    a = register_module("a", torch::nn::Linear(4, 64));
    b = register_module("b", torch::nn::Linear(64, 2));
  }
  torch::Tensor forward(torch::Tensor o) { return torch::log_softmax(b(torch::tanh(a(o))), -1); }
};
TORCH_MODULE(Policy);

struct Move {
  int64_t action;
  float reward;
  torch::Tensor logp;
};

struct Episode {
  int number = 0;
  float score = 0;
  std::vector<Move> moves;
};

class Logbook {
 public:
  void file(Episode ep) {
    best_ = std::max(best_, ep.score);
    pages_.push_back(std::move(ep));  // WARN: graph-in-container
  }
  float recent(size_t n) const {
    float s = 0;
    size_t k = std::min(n, pages_.size());
    for (size_t i = pages_.size() - k; i < pages_.size(); ++i) s += pages_[i].score;
    return k ? s / k : 0.f;
  }
  float best() const { return best_; }
  double right_fraction() const {
    double r = 0, n = 0;
    for (auto& p : pages_)
      for (auto& m : p.moves) { r += m.action; n += 1; }
    return n > 0 ? r / n : 0;
  }

 private:
  std::vector<Episode> pages_;
  float best_ = 0;
};

static Episode play(Policy& pi, Pole& env, int number) {
  Episode ep;
  ep.number = number;
  auto o = env.reset();
  for (int t = 0; t < 300; ++t) {
    auto lp = pi->forward(o);
    auto a = lp.detach().exp().multinomial(1).item<int64_t>();
    float r = 0;
    bool over = env.step(a, r);
    ep.moves.push_back({a, r, lp[a]});
    ep.score += r;
    if (over) break;
    o = env.obs();
  }
  return ep;
}

static double learn(const Episode& ep, torch::optim::Optimizer& opt) {
  std::vector<float> g(ep.moves.size());
  float run = 0;
  for (size_t i = g.size(); i-- > 0;) g[i] = run = ep.moves[i].reward + 0.99f * run;
  auto ret = torch::tensor(g);
  ret = (ret - ret.mean()) / (ret.std(/*unbiased=*/false) + 1e-6);
  std::vector<torch::Tensor> lps;
  for (auto& m : ep.moves) lps.push_back(m.logp);
  auto loss = -(torch::stack(lps) * ret).sum();
  opt.zero_grad();
  loss.backward();
  opt.step();
  return loss.item<double>();
}

int main(int argc, char** argv) {
  int episodes = argc > 1 ? std::atoi(argv[1]) : 2000;
  torch::manual_seed(0);
  Policy pi;
  Pole env;
  torch::optim::Adam opt(pi->parameters(), 3e-3);
  Logbook book;
  for (int e = 1; e <= episodes; ++e) {
    auto ep = play(pi, env, e);
    double l = learn(ep, opt);
    book.file(std::move(ep));
    if (e % 50 == 0) std::cout << e << " loss " << l << " avg " << book.recent(50) << " best " << book.best() << "\n";
  }
  std::cout << "right: " << book.right_fraction() << "\n";
  torch::save(pi, "policy.pt");
}
