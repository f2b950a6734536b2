#include <torch/torch.h>

#include <cmath>
#include <iostream>
#include <vector>

// Second order training: diagonal Hessian by Hutchinson's method, smoothed, used as preconditioner.
class AdaHessian {
 public:
  AdaHessian(std::vector<torch::Tensor> params, double lr) : params_(std::move(params)), lr_(lr) {
    for (const auto& p : params_) {
      m_.push_back(torch::zeros_like(p));
      h_.push_back(torch::zeros_like(p));
    }
  }

  void zero_grad() {
    for (auto& p : params_) p.mutable_grad().reset();
  }

  // Needs gradients that were made with create_graph.
  void step() {
    const auto diag = estimate();
    ++t_;
    torch::NoGradGuard no_grad;
    const double bc1 = 1 - std::pow(0.9, t_);
    const double bc2 = 1 - std::pow(0.999, t_);
    for (size_t i = 0; i < params_.size(); ++i) {
      m_[i].mul_(0.9).add_(params_[i].grad(), 0.1);
      h_[i].mul_(0.999).addcmul_(diag[i], diag[i], 0.001);
      params_[i].addcdiv_(m_[i] / bc1, (h_[i] / bc2).sqrt() + 1e-4, -lr_);
    }
  }

 private:
  std::vector<torch::Tensor> estimate() {
    std::vector<torch::Tensor> grads, v;
    for (auto& p : params_) {
      grads.push_back(p.grad());
      v.push_back(torch::randint(0, 2, p.sizes(), torch::kFloat) * 2 - 1);
    }
    auto hv = torch::autograd::grad(grads, params_, v);
    for (size_t i = 0; i < hv.size(); ++i) hv[i] = hv[i] * v[i];
    return hv;
  }

  std::vector<torch::Tensor> params_, m_, h_;
  double lr_;
  int64_t t_ = 0;
};

struct RegressorImpl : torch::nn::Module {
  RegressorImpl() {
    a = register_module("a", torch::nn::Linear(16, 96));
    b = register_module("b", torch::nn::Linear(96, 1));
  }
  torch::Tensor forward(const torch::Tensor& x) { return b(torch::tanh(a(x))); }
  torch::nn::Linear a{nullptr}, b{nullptr};
};
TORCH_MODULE(Regressor);

int main() {
  torch::manual_seed(11);
  Regressor net;
  AdaHessian opt(net->parameters(), 0.05);

  for (int epoch = 0; epoch < 100000; ++epoch) {
    double total = 0;
    for (int i = 0; i < 50; ++i) {
      auto x = torch::randn({64, 16});
      auto y = torch::sin(x.sum(1, true));
      opt.zero_grad();
      auto loss = torch::mse_loss(net->forward(x), y);
      loss.backward({}, c10::nullopt, /*create_graph=*/true);
      opt.step();
      total += loss.item<double>();
    }
    if (epoch % 10 == 0) std::cout << "epoch " << epoch << " loss " << total / 50 << '\n';
  }
}
