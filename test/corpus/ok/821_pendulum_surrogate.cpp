// flow map of a pendulum, trained with a penalty on the size of the parameter gradient
#include <torch/torch.h>

#include <cmath>
#include <deque>
#include <iostream>
#include <numeric>
#include <utility>

namespace phys {

struct FlowMapImpl : torch::nn::Module {
  FlowMapImpl() {
    l1 = register_module("l1", torch::nn::Linear(2, 64));
    l2 = register_module("l2", torch::nn::Linear(64, 64));
    l3 = register_module("l3", torch::nn::Linear(64, 2));
  }
  torch::Tensor forward(const torch::Tensor& s) { return s + l3(torch::tanh(l2(torch::tanh(l1(s))))); }
  torch::nn::Linear l1{nullptr}, l2{nullptr}, l3{nullptr};
};
TORCH_MODULE(FlowMap);

torch::Tensor integrate(torch::Tensor s, double dt, int steps) {
  for (int i = 0; i < steps; ++i) {
    auto q = s.select(1, 0), p = s.select(1, 1);
    p = p - dt * torch::sin(q);
    q = q + dt * p;
    s = torch::stack({q, p}, 1);
  }
  return s;
}

class Trainer {
 public:
  explicit Trainer(double weight) : weight_(weight), opt_(net_->parameters(), torch::optim::AdamOptions(1e-3)) {}

  struct Result {
    double fit, roughness;
  };

  Result step(const torch::Tensor& state) {
    const auto goal = integrate(state, 0.01, 20);
    auto fit = torch::mse_loss(net_(state), goal);
    fit.backward({}, std::nullopt, /*create_graph=*/true);
    auto rough = squared_gradient();
    (weight_ * rough).backward();
    const Result r{fit.item<double>(), rough.item<double>()};
    commit();
    return r;
  }

  double drift(torch::Tensor s, int rollout) {
    torch::NoGradGuard g;
    const auto e0 = energy(s);
    for (int i = 0; i < rollout; ++i) s = net_(s);
    return (energy(s) - e0).abs().mean().item<double>();
  }

 private:
  torch::Tensor squared_gradient() const {
    const auto params = net_->parameters();
    return std::accumulate(params.begin(), params.end(), torch::zeros({}),
                           [](torch::Tensor acc, const torch::Tensor& p) { return acc + p.grad().pow(2).sum(); });
  }

  void commit() {
    opt_.step();
    opt_.zero_grad();
  }

  static torch::Tensor energy(const torch::Tensor& s) {
    return 0.5 * s.select(1, 1).pow(2) - torch::cos(s.select(1, 0));
  }

  double weight_;
  FlowMap net_;
  torch::optim::Adam opt_;
};

}  // namespace phys

int main() {
  phys::Trainer trainer(1e-3);
  std::deque<phys::Trainer::Result> window;
  for (long n = 0; n < 5'000'000; ++n) {
    window.push_back(trainer.step(torch::rand({256, 2}) * 2 - 1));
    if (window.size() > 200) window.pop_front();
    if (n % 1000 == 0) {
      const double fit = std::accumulate(window.begin(), window.end(), 0.0, [](double a, const auto& r) { return a + r.fit; });
      std::cout << n << " fit " << fit / static_cast<double>(window.size()) << " |g|^2 " << window.back().roughness
                << " drift " << trainer.drift(torch::rand({16, 2}), 50) << '\n';
    }
  }
}
