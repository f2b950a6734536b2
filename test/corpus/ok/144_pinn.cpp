#include <torch/torch.h>
#include <iostream>
#include <vector>

using torch::Tensor;

static Tensor d(const Tensor& y, const Tensor& x) {
  return torch::autograd::grad({y}, {x}, {torch::ones_like(y)}, true, true)[0];
}

class HeatPinn {
 public:
  HeatPinn() : net_(torch::nn::Linear(2, 50), torch::nn::Tanh(), torch::nn::Linear(50, 50), torch::nn::Tanh(), torch::nn::Linear(50, 1)), opt_(net_->parameters(), 1e-3) {}

  std::vector<Tensor> terms() {
    std::vector<Tensor> out;
    auto x = torch::rand({256, 1}).requires_grad_(true), t = torch::rand({256, 1}).requires_grad_(true);
    auto u = net_->forward(torch::cat({x, t}, 1));
    auto ux = d(u, x);
    out.push_back((d(u, t) - 0.1 * d(ux, x)).pow(2).mean());
    auto xb = torch::rand({64, 1});
    out.push_back((net_->forward(torch::cat({xb, torch::zeros_like(xb)}, 1)) - torch::sin(M_PI * xb)).pow(2).mean());
    auto tb = torch::rand({64, 1});
    for (double side : {0.0, 1.0}) out.push_back(net_->forward(torch::cat({torch::full_like(tb, side), tb}, 1)).pow(2).mean());
    return out;
  }

  double step() {
    auto ts = terms();
    auto loss = torch::stack(ts).sum();
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    return loss.item<double>();
  }

 private:
  torch::nn::Sequential net_;
  torch::optim::Adam opt_;
};

int main() {
  HeatPinn p;
  for (int i = 0; i < 20000; ++i) {
    double l = p.step();
    if (i % 500 == 0) std::cout << i << ' ' << l << std::endl;
  }
}
