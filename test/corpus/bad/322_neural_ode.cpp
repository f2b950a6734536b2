// Port of ode_spiral.py: fit a small vector field with RK4, horizon curriculum.
#include <torch/torch.h>
#include <cstdio>
#include <vector>

using torch::Tensor;
namespace nn = torch::nn;

struct VectorFieldImpl : nn::Module {
  nn::Linear l1{nullptr}, l2{nullptr};
  VectorFieldImpl(int64_t dim, int64_t hidden) {
    l1 = register_module("l1", nn::Linear(dim, hidden));
    l2 = register_module("l2", nn::Linear(hidden, dim));
  }
  Tensor forward(const Tensor& y) { return l2(torch::tanh(l1(y.pow(3)))); }
};
TORCH_MODULE(VectorField);

template <class F>
Tensor rk4_rollout(F&& f, Tensor y, double dt, int steps) {
  std::vector<Tensor> traj;
  traj.reserve(steps + 1);
  traj.push_back(y);
  for (int s = 0; s < steps; ++s) {
    Tensor k1 = f(y);
    Tensor k2 = f(y + 0.5 * dt * k1);
    Tensor k3 = f(y + 0.5 * dt * k2);
    Tensor k4 = f(y + dt * k3);
    y = y + (dt / 6.0) * (k1 + 2 * k2 + 2 * k3 + k4);
    traj.push_back(y);
  }
  return torch::stack(traj);
}

int main() {
  torch::manual_seed(0);
  const int B = 64;
  const double dt = 0.05;
  const double target = 5e-3;
  const int max_horizon = 24;

  Tensor A = torch::tensor({{-0.1, 2.0}, {-2.0, -0.1}}, torch::kFloat);
  auto true_field = [&](const Tensor& y) { return torch::mm(y.pow(3), A); };

  VectorField field(2, 64);
  torch::optim::RMSprop opt(field->parameters(), torch::optim::RMSpropOptions(1e-3));

  int horizon = 2;
  Tensor smoothed;

  for (long it = 0; it < 1000000; ++it) {
    Tensor y0 = torch::rand({B, 2}) * 4 - 2;
    Tensor ref = rk4_rollout(true_field, y0, dt, horizon);

    opt.zero_grad();
    Tensor pred = rk4_rollout([&](const Tensor& y) { return field->forward(y); }, y0, dt, horizon);
    Tensor loss = torch::mean(torch::abs(pred - ref));
    loss.backward();
    nn::utils::clip_grad_norm_(field->parameters(), 1.0);
    opt.step();

    smoothed = smoothed.defined() ? 0.97 * smoothed + 0.03 * loss : loss;  // WARN: graph-accumulation

    if (it % 50 == 0) {
      const double s = smoothed.item<double>();
      std::printf("it %ld horizon %d loss %.5f (avg %.5f)\n", it, horizon, loss.item<double>(), s);
      if (s < target && horizon < max_horizon) {
        ++horizon;
      }
    }
  }
  return 0;
}
