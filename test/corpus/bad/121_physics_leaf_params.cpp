#include <torch/torch.h>
#include <cstdio>
#include <list>

struct Spring {
  torch::Tensor k = torch::tensor(1.0, torch::requires_grad());
  torch::Tensor damping = torch::tensor(0.1, torch::requires_grad());
};

static torch::Tensor simulate(const Spring& s, int steps, double dt) {
  auto pos = torch::ones({16});
  auto vel = torch::zeros({16});
  for (int i = 0; i < steps; ++i) {
    auto acc = -s.k * pos - s.damping * vel;
    vel = vel + dt * acc;
    pos = pos + dt * vel;
  }
  return pos;
}

int main() {
  Spring spring;
  auto observed = torch::cos(torch::linspace(0, 1, 16));
  torch::optim::Adam opt({spring.k, spring.damping}, 1e-2);
  std::list<torch::Tensor> energies;

  for (int iter = 0; iter < 20000; ++iter) {
    opt.zero_grad();
    auto pos = simulate(spring, 100, 0.01);
    auto misfit = (pos - observed).square().sum();
    misfit.backward();
    opt.step();

    energies.push_back(0.5 * spring.k * pos.detach().square().sum());  // WARN: graph-in-container
    if (iter % 500 == 0)
      std::printf("%d misfit=%g energy=%g k=%g\n", iter, misfit.item<double>(), energies.back().item<double>(), spring.k.item<double>());
  }
}
