// C++20
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iostream>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

// Gradient-norm regularised training of a small emulator.

class GradScope {
 public:
  explicit GradScope(torch::optim::Optimizer& opt) : opt_(opt) { opt_.zero_grad(); }
  ~GradScope() { opt_.zero_grad(); }
  GradScope(const GradScope&) = delete;
  GradScope& operator=(const GradScope&) = delete;

 private:
  torch::optim::Optimizer& opt_;
};

template <std::size_t N>
class Window {
 public:
  void push(double v) { data_[n_++ % N] = v; }
  double mean() const {
    const auto used = std::span(data_).first(std::min(n_, N));
    return used.empty() ? 0.0 : std::accumulate(used.begin(), used.end(), 0.0) / static_cast<double>(used.size());
  }

 private:
  std::array<double, N> data_{};
  std::size_t n_ = 0;
};

torch::Tensor slope_penalty(std::span<const torch::Tensor> params) {
  auto sum = torch::zeros({});
  for (const auto& p : params) sum = sum + p.grad().pow(2).sum();
  return sum;
}

class Emulator {
 public:
  explicit Emulator(double rho) : rho_(rho), params_(net_->parameters()), opt_(params_, torch::optim::SGDOptions(0.01).momentum(0.9)) {}

  struct Report {
    double loss, penalty;
  };

  Report step(const torch::Tensor& x, const torch::Tensor& y) {
    GradScope scope(opt_);
    auto loss = torch::mse_loss(net_->forward(x), y);
    loss.backward({}, /*retain_graph=*/true, /*create_graph=*/true);

    auto penalty = slope_penalty(params_);
    auto grads = torch::autograd::grad({loss + rho_ * penalty}, params_);

    opt_.zero_grad();
    for (std::size_t i = 0; i < params_.size(); ++i) params_[i].mutable_grad() = grads[i];
    opt_.step();
    return {.loss = loss.item<double>(), .penalty = penalty.item<double>()};
  }

 private:
  double rho_;
  torch::nn::Sequential net_{torch::nn::Linear(6, 64), torch::nn::Softplus(), torch::nn::Linear(64, 64),
                             torch::nn::Softplus(), torch::nn::Linear(64, 2)};
  std::vector<torch::Tensor> params_;
  torch::optim::SGD opt_;
};

int main() {
  Emulator emulator(0.02);
  Window<256> losses, penalties;
  for (std::uint64_t n = 0;; ++n) {
    auto x = torch::rand({64, 6});
    auto y = torch::stack({x.prod(1), x.sum(1).cos()}, 1);
    const auto [loss, penalty] = emulator.step(x, y);
    losses.push(loss);
    penalties.push(penalty);
    if (n % 1000 == 0) std::cout << n << " loss " << losses.mean() << " |g|^2 " << penalties.mean() << '\n';
  }
}
