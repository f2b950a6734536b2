// C++20
#include <torch/torch.h>

#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <ranges>
#include <utility>

namespace md {

struct Report {
  double energy = 0;
  double max_force = 0;
  double curvature = 0;
};

// Fitted elsewhere; only the coordinates are differentiated here.
class Potential {
 public:
  Potential() {
    for (auto& p : net_->parameters()) p.requires_grad_(false);
    net_->eval();
  }
  torch::Tensor energy(const torch::Tensor& pos) { return net_->forward(pos.flatten().unsqueeze(0)).sum(); }

 private:
  torch::nn::Sequential net_{torch::nn::Linear(60, 128), torch::nn::Tanh(), torch::nn::Linear(128, 128),
                             torch::nn::Tanh(), torch::nn::Linear(128, 1)};
};

class CurvatureProbe {
 public:
  CurvatureProbe(std::shared_ptr<Potential> potential, int probes) : potential_(std::move(potential)), probes_(probes) {}

  Report inspect(const torch::Tensor& frame) const {
    auto pos = frame.clone().requires_grad_(true);
    auto energy = potential_->energy(pos);
    energy.backward({}, /*retain_graph=*/true, /*create_graph=*/true);  // WARN: create-graph-cycle
    auto slope = pos.grad();
    return {.energy = energy.item<double>(),
            .max_force = slope.abs().max().item<double>(),
            .curvature = trace(pos, slope)};
  }

 private:
  double trace(const torch::Tensor& pos, const torch::Tensor& slope) const {
    double sum = 0;
    for ([[maybe_unused]] int i : std::views::iota(0, probes_)) {
      auto v = torch::randn_like(pos).sign();
      auto hv = torch::autograd::grad({(slope * v).sum()}, {pos}, {}, /*retain_graph=*/true)[0];
      sum += (hv * v).sum().item<double>();
    }
    return sum / probes_;
  }

  std::shared_ptr<Potential> potential_;
  int probes_;
};

class Trajectory {
 public:
  explicit Trajectory(int64_t atoms) : pos_(torch::randn({atoms, 3})) {}
  const torch::Tensor& advance(double dt) {
    vel_ = 0.98 * vel_ + dt * torch::randn_like(pos_);
    pos_ = pos_ + dt * vel_;
    return pos_;
  }

 private:
  torch::Tensor pos_;
  torch::Tensor vel_ = torch::zeros_like(pos_);
};

}  // namespace md

int main() {
  auto potential = std::make_shared<md::Potential>();
  md::CurvatureProbe probe(potential, 4);
  md::Trajectory traj(20);

  std::optional<double> stiffest;
  for (std::uint64_t frame = 0;; ++frame) {
    const auto [energy, force, curvature] = probe.inspect(traj.advance(0.01));
    if (!stiffest || curvature > *stiffest) {
      stiffest = curvature;
      std::cout << "frame " << frame << " E=" << energy << " |F|max=" << force << " tr(H)=" << curvature << '\n';
    }
  }
}
