// Lennard-Jones clusters: random restarts, relaxation and a stochastic trace of the Hessian at each minimum
#include <torch/torch.h>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

using torch::Tensor;
using torch::autograd::grad;

struct Pairs {
  Tensor i, j;
  explicit Pairs(int64_t n) {
    std::vector<int64_t> a, b;
    for (int64_t p = 0; p < n; ++p)
      for (int64_t q = p + 1; q < n; ++q) {
        a.push_back(p);
        b.push_back(q);
      }
    i = torch::tensor(a, torch::kLong);
    j = torch::tensor(b, torch::kLong);
  }
};

struct Basin {
  double energy = 0;
  double trace = 0;
  int steps = 0;
};

class Cluster {
 public:
  Cluster(int64_t n, double trap) : n_(n), trap_(trap), pairs_(n) {}

  Tensor energy(const Tensor& pos) const {
    auto d = pos.index_select(0, pairs_.i) - pos.index_select(0, pairs_.j);
    auto r2 = d.pow(2).sum(1) + 1e-3;
    auto s6 = r2.pow(-3);
    return 4.0 * (s6 * s6 - s6).sum() + trap_ * pos.pow(2).sum();
  }

  Tensor scatter() const { return (torch::randn({n_, 3}, torch::kDouble) * 1.3).set_requires_grad(true); }

  int relax(Tensor& pos, int max_steps, double tol) const {
    double rate = 0.01;
    for (int s = 0; s < max_steps; ++s) {
      auto g = grad({energy(pos)}, {pos})[0];
      if (g.abs().max().item<double>() < tol) return s;
      torch::NoGradGuard ng;
      pos.sub_(g.clamp(-5.0, 5.0), rate);
    }
    return max_steps;
  }

  double curvature(Tensor& pos, int probes) const {
    auto e = energy(pos);
    e.backward({}, /*retain_graph=*/true, /*create_graph=*/true);  // WARN: create-graph-cycle
    double tr = 0;
    for (int k = 0; k < probes; ++k) {
      auto v = torch::randint(0, 2, pos.sizes(), torch::kDouble) * 2 - 1;
      auto hv = grad({(pos.grad() * v).sum()}, {pos}, {}, /*retain_graph=*/true)[0];
      tr += (hv * v).sum().item<double>();
    }
    return tr / probes;
  }

 private:
  int64_t n_;
  double trap_;
  Pairs pairs_;
};

static Basin explore(const Cluster& c) {
  Basin b;
  auto pos = c.scatter();
  b.steps = c.relax(pos, 400, 1e-3);
  b.trace = c.curvature(pos, 8);
  {
    torch::NoGradGuard ng;
    b.energy = c.energy(pos).item<double>();
  }
  return b;
}

int main(int argc, char** argv) {
  const int restarts = argc > 1 ? std::atoi(argv[1]) : 5000;
  const int64_t atoms = argc > 2 ? std::atoi(argv[2]) : 13;
  torch::manual_seed(99);
  Cluster cluster(atoms, 0.01);

  Basin best;
  best.energy = 1e300;
  long total_steps = 0;
  for (int r = 0; r < restarts; ++r) {
    auto b = explore(cluster);
    total_steps += b.steps;
    if (b.energy < best.energy) {
      best = b;
      std::printf("restart %d: E=%.6f tr(H)=%.3f after %d steps\n", r, best.energy, best.trace, best.steps);
    }
  }
  std::printf("best E=%.6f, %.1f steps per restart\n", best.energy, double(total_steps) / std::max(1, restarts));
  return 0;
}
