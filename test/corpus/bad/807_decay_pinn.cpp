// u'(t) = -k u(t) + f(t), u(0) = 1, solved with a small network
#include <torch/torch.h>

#include <cmath>
#include <functional>
#include <iostream>
#include <memory>
#include <utility>

namespace pinn {

using Forcing = std::function<torch::Tensor(const torch::Tensor&)>;

struct Problem {
  double k = 2.0;
  double u0 = 1.0;
  double horizon = 3.0;
  Forcing forcing = [](const torch::Tensor& t) { return torch::sin(t); };
};

class Field : public torch::nn::Module {
 public:
  explicit Field(int64_t width)
      : a(register_module("a", torch::nn::Linear(1, width))),
        b(register_module("b", torch::nn::Linear(width, width))),
        c(register_module("c", torch::nn::Linear(width, 1))) {}
  torch::Tensor operator()(const torch::Tensor& t) { return c(torch::tanh(b(torch::tanh(a(t))))); }

 private:
  torch::nn::Linear a, b, c;
};

class Solver {
 public:
  Solver(Problem p, int64_t width)
      : problem_(std::move(p)),
        field_(std::make_shared<Field>(width)),
        opt_(field_->parameters(), torch::optim::AdamOptions(1e-3)) {}

  double iterate(int64_t points) {
    auto interior = residual(sample(points));
    auto at_zero = (*field_)(torch::zeros({1, 1})) - problem_.u0;
    auto loss = interior.pow(2).mean() + 10.0 * at_zero.pow(2).mean();

    opt_.zero_grad();
    loss.backward();
    opt_.step();
    return loss.item<double>();
  }

  double evaluate(double t) {
    torch::NoGradGuard guard;
    return (*field_)(torch::full({1, 1}, t)).item<double>();
  }

 private:
  torch::Tensor sample(int64_t n) const {
    return (torch::rand({n, 1}) * problem_.horizon).requires_grad_(true);
  }

  torch::Tensor residual(const torch::Tensor& t) {
    auto u = (*field_)(t);
    u.sum().backward({}, std::nullopt, /*create_graph=*/true);  // WARN: create-graph-cycle
    auto du = t.grad();
    return du + problem_.k * u - problem_.forcing(t);
  }

  Problem problem_;
  std::shared_ptr<Field> field_;
  torch::optim::Adam opt_;
};

}  // namespace pinn

int main() {
  pinn::Solver solver({}, 64);
  double smooth = 0;
  for (long it = 1; it <= 2'000'000; ++it) {
    const double loss = solver.iterate(4096);
    smooth = it == 1 ? loss : 0.99 * smooth + 0.01 * loss;
    if (it % 1000 == 0) {
      std::cout << it << " loss " << smooth << " u(1)=" << solver.evaluate(1.0) << " u(3)=" << solver.evaluate(3.0)
                << '\n';
    }
  }
}
