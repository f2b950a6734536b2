#include <torch/torch.h>
#include <iostream>

// A physics-informed network: derivatives come from autograd::grad, which fills no .grad.
torch::Tensor derivative(const torch::Tensor& y, const torch::Tensor& x) {
  return torch::autograd::grad({y}, {x}, {torch::ones_like(y)}, /*retain_graph=*/true, /*create_graph=*/true)[0];
}

class WaveNet {
 public:
  torch::Tensor operator()(const torch::Tensor& xt) { return net_->forward(xt); }
  std::vector<torch::Tensor> parameters() const { return net_->parameters(); }

 private:
  torch::nn::Sequential net_{torch::nn::Linear(2, 64), torch::nn::Tanh(), torch::nn::Linear(64, 64),
                             torch::nn::Tanh(), torch::nn::Linear(64, 1)};
};

torch::Tensor residual(WaveNet& u, int64_t n) {
  auto xt = torch::rand({n, 2}).requires_grad_();
  auto first = derivative(u(xt), xt);
  auto u_xx = derivative(first.select(1, 0), xt).select(1, 0);
  auto u_tt = derivative(first.select(1, 1), xt).select(1, 1);
  return (u_tt - 0.25 * u_xx).pow(2).mean();
}

torch::Tensor boundary(WaveNet& u, int64_t n) {
  auto x = torch::rand({n, 1});
  auto start = u(torch::cat({x, torch::zeros_like(x)}, 1));
  return torch::mse_loss(start, torch::sin(3.14159 * x));
}

int main() {
  WaveNet u;
  torch::optim::Adam optimizer(u.parameters(), 1e-3);
  torch::Tensor last_residual;
  for (int64_t i = 0; i < 5000000; ++i) {
    last_residual = residual(u, 256);
    auto loss = last_residual + 10 * boundary(u, 64);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (i % 500 == 0) std::cout << last_residual.item<float>() << "\n";
  }
}
