// Recursive identification of a nonlinear damper: F = c1*v + c3*v^3 + k*x
#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <vector>

namespace {

struct Theta {
  torch::Tensor linear;  // [2]
  torch::Tensor cubic;   // [1]

  static Theta initial() {
    return {torch::full({2}, 0.1, torch::requires_grad()), torch::zeros({1}, torch::requires_grad())};
  }
  std::vector<torch::Tensor> list() const { return {linear, cubic}; }
};

struct Step {
  torch::Tensor linear;
  torch::Tensor cubic;
};

Step operator*(double s, const Step& d) { return {s * d.linear, s * d.cubic}; }

Theta operator-(const Theta& a, const Step& d) { return {a.linear - d.linear, a.cubic - d.cubic}; }

torch::Tensor force(const Theta& th, const torch::Tensor& xv) {
  const auto v = xv.select(1, 1);
  return xv.matmul(th.linear) + th.cubic * v.pow(3);
}

struct Measurement {
  torch::Tensor xv;
  torch::Tensor f;
};

class Rig {
 public:
  Measurement sample(int n) {
    auto xv = torch::randn({n, 2});
    auto v = xv.select(1, 1);
    auto f = 2.5 * xv.select(1, 0) + 0.8 * v + 0.2 * v.pow(3) + 0.01 * torch::randn({n});
    return {xv, f};
  }
};

class Identifier {
 public:
  explicit Identifier(double lr) : lr_(lr), theta_(Theta::initial()) {}

  double assimilate(const Measurement& m) {
    auto residual = force(theta_, m.xv) - m.f;
    auto cost = residual.square().mean();
    apply(gradient(cost));
    return cost.item<double>();
  }

  void print(long k, double cost) const {
    const auto lin = theta_.linear.detach();
    std::printf("%8ld  cost %.6f  k %.4f  c1 %.4f  c3 %.4f\n", k, cost, lin[0].item<double>(),
                lin[1].item<double>(), theta_.cubic.item<double>());
  }

 private:
  Step gradient(const torch::Tensor& cost) const {
    auto g = torch::autograd::grad({cost}, theta_.list());
    return {g[0], g[1]};
  }

  void apply(const Step& g) {
    theta_ = theta_ - lr_ * g;  // WARN: recurrent-state
  }

  double lr_;
  Theta theta_;
};

}  // namespace

int main() {
  torch::manual_seed(1);
  Rig rig;
  Identifier id(0.01);
  for (long k = 0;; ++k) {
    const double cost = id.assimilate(rig.sample(64));
    if (k % 5000 == 0) id.print(k, cost);
  }
}
