#include <torch/torch.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

// Relaxation daemon: takes a molecule, minimises the learned energy over its coordinates.

namespace relax {

struct Molecule {
  std::string name;
  torch::Tensor coords;
};

struct Relaxed {
  torch::Tensor coords;
  double energy = 0;
  int evaluations = 0;
};

class Potential {
 public:
  virtual ~Potential() = default;
  virtual torch::Tensor energy(const torch::Tensor& coords) = 0;
};

class LearnedPotential final : public Potential {
 public:
  LearnedPotential() : net_(torch::nn::Linear(16, 32), torch::nn::Softplus(), torch::nn::Linear(32, 1)) { net_->eval(); }

  torch::Tensor energy(const torch::Tensor& coords) override {
    const auto diff = coords.unsqueeze(1) - coords.unsqueeze(0);
    const auto r = (diff.pow(2).sum(-1) + 1e-4).sqrt().unsqueeze(-1);
    const auto basis = torch::exp(-(r - centers_).pow(2));
    return net_->forward(basis.sum(1)).sum() + 0.01 * coords.pow(2).sum();
  }

  void clear_gradients() { net_->zero_grad(); }

 private:
  torch::Tensor centers_ = torch::linspace(0.8, 5.0, 16);
  torch::nn::Sequential net_;
};

class Relaxer {
 public:
  using Progress = std::function<void(int, const torch::Tensor&)>;

  explicit Relaxer(LearnedPotential& potential) : potential_(potential) {}

  void on_progress(Progress p) { progress_ = std::move(p); }

  Relaxed run(const Molecule& molecule, int rounds) {
    Relaxed out;
    auto coords = molecule.coords.clone().requires_grad_(true);
    torch::optim::LBFGS optimizer(std::vector<torch::Tensor>{coords},
                                  torch::optim::LBFGSOptions(0.5).max_iter(10).history_size(8));
    auto closure = [&]() -> torch::Tensor {
      optimizer.zero_grad();
      potential_.clear_gradients();
      auto e = potential_.energy(coords);
      e.backward();
      ++out.evaluations;
      return e;
    };
    torch::Tensor last;
    for (int k = 0; k < rounds; ++k) {
      last = optimizer.step(closure);
      if (progress_) progress_(k, last);
    }
    out.energy = last.item<double>();
    out.coords = coords.detach().clone();
    return out;
  }

 private:
  LearnedPotential& potential_;
  Progress progress_;
};

}  // namespace relax

int main() {
  relax::LearnedPotential potential;
  relax::Relaxer relaxer(potential);
  std::vector<torch::Tensor> curve;
  relaxer.on_progress([&curve](int round, const torch::Tensor& energy) {
    if (round == 0) curve.clear();
    curve.push_back(energy);
  });

  const std::vector<std::string> names{"ethanol", "toluene", "uracil", "salicylic"};
  std::map<std::string, relax::Relaxed> best;
  for (std::size_t n = 0;; ++n) {
    const auto& name = names[n % names.size()];
    auto result = relaxer.run({name, torch::randn({15, 3}) * 2}, 6);
    const double gained = (curve.front() - curve.back()).item<double>();
    auto it = best.find(name);
    if (it == best.end() || result.energy < it->second.energy) best[name] = std::move(result);
    if (n % 100 == 0) std::cout << name << " gained " << gained << " best " << best[name].energy << '\n';
  }
}
