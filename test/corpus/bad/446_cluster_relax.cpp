// Relaxes a Lennard-Jones cluster; the step length comes from the curvature along the force.
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

struct Probe {
  double energy = 0.0;
  double fmax = 0.0;
  double curvature = 0.0;
  torch::Tensor direction;
};

class Potential {
 public:
  Potential(double epsilon, double sigma) : eps_(epsilon), sigma_(sigma) {}

  torch::Tensor energy(const torch::Tensor& pos) const {
    const auto n = pos.size(0);
    auto d = pos.unsqueeze(0) - pos.unsqueeze(1);
    auto r2 = d.pow(2).sum(-1) + torch::eye(n, pos.options());
    auto s6 = (sigma_ * sigma_ / r2).pow(3);
    return 4.0 * eps_ * torch::triu(s6 * s6 - s6, 1).sum();
  }

 private:
  double eps_, sigma_;
};

class Relaxer {
 public:
  Relaxer(Potential pot, torch::Tensor start) : pot_(pot), sites_(std::move(start)) {}

  Probe measure() const {
    auto pos = sites_.clone().requires_grad_(true);
    auto e = pot_.energy(pos);
    e.backward({}, /*retain_graph=*/true, /*create_graph=*/true);  // WARN: create-graph-cycle

    Probe p;
    const auto slope = pos.grad();
    auto dir = -slope.detach() / (slope.detach().norm() + 1e-12);
    auto hv = torch::autograd::grad({(slope * dir).sum()}, {pos})[0];
    p.energy = e.item<double>();
    p.fmax = slope.detach().abs().max().item<double>();
    p.curvature = (hv * dir).sum().item<double>();
    p.direction = dir;
    return p;
  }

  void move(const Probe& p) {
    const double h = p.curvature > 1e-6 ? std::min(0.05, p.fmax / p.curvature) : 0.01;
    sites_ = sites_ + h * p.direction;
  }

  void shake(double amplitude) { sites_ = sites_ + amplitude * torch::randn_like(sites_); }
  const torch::Tensor& sites() const { return sites_; }

 private:
  Potential pot_;
  torch::Tensor sites_;
};

static torch::Tensor cubic(int64_t side, double spacing) {
  auto g = torch::arange(side, torch::kDouble) * spacing;
  auto m = torch::meshgrid({g, g, g}, "ij");
  return torch::stack({m[0].flatten(), m[1].flatten(), m[2].flatten()}, -1);
}

int main(int argc, char** argv) {
  const int64_t side = argc > 1 ? std::atoll(argv[1]) : 4;
  const long steps = argc > 2 ? std::atol(argv[2]) : 100000;
  torch::manual_seed(5);
  Relaxer relaxer(Potential(1.0, 1.0), cubic(side, 1.15));
  double best = 1e30;
  for (long k = 0; k < steps; ++k) {
    const Probe p = relaxer.measure();
    best = std::min(best, p.energy);
    if (p.fmax < 1e-4)
      relaxer.shake(0.05);
    else
      relaxer.move(p);
    if (k % 250 == 0) std::printf("%ld E=%.6f best=%.6f |F|=%.4g k=%.3g\n", k, p.energy, best, p.fmax, p.curvature);
  }
  torch::save(relaxer.sites(), "cluster.pt");
  return 0;
}
