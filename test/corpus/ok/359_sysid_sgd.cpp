// Recursive identification of a nonlinear damper: F = c1*v + c3*v^3 + k*x
#include <torch/torch.h>

#include <cstdio>
#include <vector>

namespace {

struct Step {
  torch::Tensor linear;
  torch::Tensor cubic;
};

Step operator*(double s, const Step& d) { return {s * d.linear, s * d.cubic}; }

struct Theta {
  torch::Tensor linear;  // [2]
  torch::Tensor cubic;   // [1]

  static Theta initial() { return Theta{torch::full({2}, 0.1), torch::zeros({1})}.asLeaves(); }

  Theta asLeaves() const {
    return {linear.detach().requires_grad_(true), cubic.detach().requires_grad_(true)};
  }
  std::vector<torch::Tensor> list() const { return {linear, cubic}; }
};

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
  Identifier(double lr, int lookahead) : lr_(lr), lookahead_(lookahead), theta_(Theta::initial()) {}

  // A few differentiable inner updates; the outer step goes through all of them.
  double assimilate(const Measurement& inner, const Measurement& outer) {
    Theta fast = theta_;
    for (int k = 0; k < lookahead_; ++k) fast = fast - lr_ * gradient(cost(fast, inner), fast, true);
    auto c = cost(fast, outer);
    apply(gradient(c, theta_, false));
    return c.item<double>();
  }

  void print(long k, double cost) const {
    std::printf("%8ld  cost %.6f  k %.4f  c1 %.4f  c3 %.4f\n", k, cost, theta_.linear[0].item<double>(),
                theta_.linear[1].item<double>(), theta_.cubic.item<double>());
  }

 private:
  static torch::Tensor cost(const Theta& th, const Measurement& m) { return (force(th, m.xv) - m.f).square().mean(); }

  static Step gradient(const torch::Tensor& c, const Theta& wrt, bool differentiable) {
    auto g = torch::autograd::grad({c}, wrt.list(), {}, /*retain_graph=*/differentiable,
                                   /*create_graph=*/differentiable);
    return {g[0], g[1]};
  }

  void apply(const Step& g) {
    theta_ = theta_ - lr_ * g;
    theta_ = theta_.asLeaves();
  }

  double lr_;
  int lookahead_;
  Theta theta_;
};

}  // namespace

int main() {
  torch::manual_seed(1);
  Rig rig;
  Identifier id(0.01, 3);
  for (long k = 0;; ++k) {
    const double cost = id.assimilate(rig.sample(64), rig.sample(64));
    if (k % 5000 == 0) id.print(k, cost);
  }
}
