#include <torch/torch.h>
#include <cmath>
#include <functional>
#include <vector>

using Fn = std::function<torch::Tensor(const torch::Tensor&)>;

static torch::Tensor hessian(const Fn& f, const torch::Tensor& x0) {
  auto x = x0.detach().clone().requires_grad_(true);
  auto g = torch::autograd::grad({f(x)}, {x}, {}, true, true)[0];
  std::vector<torch::Tensor> rows;
  for (int64_t i = 0; i < g.numel(); ++i)
    rows.push_back(torch::autograd::grad({g[i]}, {x}, {}, true)[0]);
  return torch::stack(rows);
}

static torch::Tensor newton(const Fn& f, torch::Tensor x, int steps) {
  std::vector<double> values;
  for (int i = 0; i < steps; ++i) {
    auto leaf = x.detach().clone().requires_grad_(true);
    auto y = f(leaf);
    auto g = torch::autograd::grad({y}, {leaf})[0];
    x = x - torch::inverse(hessian(f, x)).matmul(g);
    values.push_back(y.item<double>());
    if (values.size() > 2 && std::abs(values.back() - values[values.size() - 2]) < 1e-9)
      break;
  }
  return x;
}

int main() {
  Fn rosenbrock = [](const torch::Tensor& v) {
    return (1 - v[0]).pow(2) + 100 * (v[1] - v[0].pow(2)).pow(2);
  };
  std::vector<torch::Tensor> minima;
  for (int i = 0; i < 1000; ++i)
    minima.push_back(newton(rosenbrock, torch::randn({2}), 50).detach());
}
