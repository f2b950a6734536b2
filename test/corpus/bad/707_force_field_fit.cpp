#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <random>
#include <string>
#include <vector>

namespace chem {

struct Conformer {
  torch::Tensor coords;  // [N, 3]
  torch::Tensor energy;  // scalar
  torch::Tensor forces;  // [N, 3]
};

struct FitReport {
  double energy_mae = 0;
  double force_rmse = 0;
  int64_t seen = 0;
};

class PairNetImpl : public torch::nn::Module {
 public:
  explicit PairNetImpl(int64_t centers)
      : centers_(register_buffer("centers", torch::linspace(0.5, 6.0, centers))),
        atom_(torch::nn::Linear(centers, 64), torch::nn::Tanh(), torch::nn::Linear(64, 64), torch::nn::Tanh(),
              torch::nn::Linear(64, 1)) {
    register_module("atom", atom_);
  }

  torch::Tensor forward(const torch::Tensor& coords) {
    auto diff = coords.unsqueeze(1) - coords.unsqueeze(0);
    auto r = (diff.pow(2).sum(-1) + 1e-6).sqrt();
    auto rbf = torch::exp(-4.0 * (r.unsqueeze(-1) - centers_).pow(2));
    return atom_->forward(rbf.sum(1)).sum();
  }

 private:
  torch::Tensor centers_;
  torch::nn::Sequential atom_;
};
TORCH_MODULE(PairNet);

class ForceFitter {
 public:
  ForceFitter(PairNet net, double force_weight)
      : net_(std::move(net)), force_weight_(force_weight), opt_(net_->parameters(), torch::optim::AdamOptions(1e-3)) {}

  void step(const Conformer& c, FitReport& report) {
    auto coords = c.coords.clone().requires_grad_(true);
    auto energy = net_->forward(coords);
    energy.backward({}, /*retain_graph=*/true, /*create_graph=*/true); // WARN: create-graph-cycle
    const auto forces = -coords.grad();

    opt_.zero_grad();
    const auto energy_term = (energy - c.energy).pow(2);
    const auto force_term = torch::mse_loss(forces, c.forces);
    (energy_term + force_weight_ * force_term).backward();
    opt_.step();

    report.energy_mae += (energy - c.energy).abs().item<double>();
    report.force_rmse += std::sqrt(force_term.item<double>());
    ++report.seen;
  }

 private:
  PairNet net_;
  double force_weight_;
  torch::optim::Adam opt_;
};

std::vector<Conformer> load(const std::string& /*path*/, int64_t count) {
  std::vector<Conformer> set;
  set.reserve(static_cast<std::size_t>(count));
  for (int64_t i = 0; i < count; ++i) {
    set.push_back({torch::randn({21, 3}) * 2.0, torch::randn({}), torch::randn({21, 3})});
  }
  return set;
}

}  // namespace chem

int main() {
  auto conformers = chem::load("aspirin.xyz", 1000);
  chem::ForceFitter fitter(chem::PairNet(32), 50.0);
  std::mt19937 rng(7);

  for (int epoch = 0; epoch < 3000; ++epoch) {
    std::shuffle(conformers.begin(), conformers.end(), rng);
    chem::FitReport report;
    for (const auto& c : conformers) fitter.step(c, report);
    std::cout << epoch << " E " << report.energy_mae / double(report.seen) << " F "
              << report.force_rmse / double(report.seen) << '\n';
  }
}
