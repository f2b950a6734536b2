// Physics informed net for the 1D advection equation u_t + c u_x = 0
#include <torch/torch.h>
#include <cmath>
#include <cstdio>

struct Field : torch::nn::Module {
  Field() {
    a = register_module("a", torch::nn::Linear(2, 64));
    b = register_module("b", torch::nn::Linear(64, 64));
    c = register_module("c", torch::nn::Linear(64, 1));
  }
  torch::Tensor forward(const torch::Tensor& xt) {
    return c(torch::tanh(b(torch::tanh(a(xt)))));
  }
  torch::nn::Linear a{nullptr}, b{nullptr}, c{nullptr};
};

static torch::Tensor residual(Field& f, int64_t n, double speed) {
  auto xt = torch::rand({n, 2}).set_requires_grad(true);
  auto u = f.forward(xt).sum();
  u.backward({}, /*retain_graph=*/true, /*create_graph=*/true);  // WARN: create-graph-cycle
  auto g = xt.grad();
  return g.select(1, 1) + speed * g.select(1, 0);
}

static torch::Tensor initial_condition(Field& f, int64_t n) {
  auto x = torch::rand({n, 1});
  auto xt = torch::cat({x, torch::zeros_like(x)}, 1);
  return f.forward(xt) - torch::sin(2 * M_PI * x);
}

int main() {
  torch::manual_seed(3);
  Field field;
  torch::optim::Adam opt(field.parameters(), torch::optim::AdamOptions(1e-3));
  double best = 1e9;

  for (long it = 0; it < 5000000; ++it) {
    auto r = residual(field, 1024, 0.7);
    auto ic = initial_condition(field, 256);
    auto loss = r.pow(2).mean() + 10.0 * ic.pow(2).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();

    double l = loss.item<double>();
    if (l < best) best = l;
    if (it % 200 == 0) std::printf("%ld  %.6f  best %.6f\n", it, l, best);
  }
  return 0;
}
