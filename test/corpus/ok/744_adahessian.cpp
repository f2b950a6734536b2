#include <torch/torch.h>
#include <cmath>
#include <cstdio>
#include <vector>

// Diagonal Hessian preconditioning (Hutchinson probes), hobby version of AdaHessian.

class HessianDescent {
 public:
  HessianDescent(std::vector<torch::Tensor> params, double lr, double b1 = 0.9, double b2 = 0.999)
      : params_(std::move(params)), lr_(lr), b1_(b1), b2_(b2) {
    for (const auto& p : params_) {
      m_.push_back(torch::zeros_like(p));
      h_.push_back(torch::zeros_like(p));
    }
  }

  void zero_grad() {
    for (auto& p : params_) p.mutable_grad() = torch::Tensor();
  }

  // expects gradients that can be differentiated again
  void step() {
    std::vector<torch::Tensor> grads, probes;
    for (const auto& p : params_) {
      grads.push_back(p.grad());
      probes.push_back(torch::randint(0, 2, p.sizes(), p.options().requires_grad(false)) * 2 - 1);
    }
    auto hz = torch::autograd::grad(grads, params_, probes, /*retain_graph=*/false, /*create_graph=*/false,
                                    /*allow_unused=*/true);
    ++t_;
    torch::NoGradGuard no_grad;
    for (size_t i = 0; i < params_.size(); ++i) {
      auto diag = hz[i].defined() ? (hz[i] * probes[i]).abs() : torch::zeros_like(params_[i]);
      m_[i].mul_(b1_).add_(grads[i], 1 - b1_);
      h_[i].mul_(b2_).add_(diag.pow(2), 1 - b2_);
      auto mh = m_[i] / (1 - std::pow(b1_, t_));
      auto hh = (h_[i] / (1 - std::pow(b2_, t_))).sqrt();
      params_[i].sub_(lr_ * mh / (hh + 1e-4));
    }
  }

  double curvature() const {
    double s = 0;
    for (const auto& h : h_) s += h.sum().item<double>();
    return std::sqrt(s);
  }

 private:
  std::vector<torch::Tensor> params_, m_, h_;
  double lr_, b1_, b2_;
  int64_t t_ = 0;
};

struct NetImpl : torch::nn::Module {
  NetImpl() : a(2, 32), b(32, 32), c(32, 1) {
    register_module("a", a);
    register_module("b", b);
    register_module("c", c);
  }
  torch::Tensor forward(torch::Tensor x) { return c(torch::tanh(b(torch::tanh(a(x))))).squeeze(1); }
  torch::nn::Linear a, b, c;
};
TORCH_MODULE(Net);

torch::Tensor rosenbrock(const torch::Tensor& x) {
  auto u = x.select(1, 0), v = x.select(1, 1);
  return (1 - u).pow(2) + 10 * (v - u * u).pow(2);
}

int main() {
  Net net;
  HessianDescent opt(net->parameters(), 5e-3);
  double avg = 0;
  for (long it = 1; it <= 2000000; it++) {
    auto x = torch::rand({128, 2}) * 2 - 1;
    opt.zero_grad();
    auto loss = torch::mse_loss(net(x), rosenbrock(x));
    loss.backward({}, /*retain_graph=*/true, /*create_graph=*/true);
    opt.step();
    avg = it == 1 ? loss.item<double>() : 0.98 * avg + 0.02 * loss.item<double>();
    if (it % 500 == 0) std::printf("%ld loss %.5f curvature %.3f\n", it, avg, opt.curvature());
  }
}
