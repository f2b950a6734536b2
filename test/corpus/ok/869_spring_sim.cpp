// Learns the unknown force law of a mass-spring chain by differentiating through the integrator.
#include <torch/torch.h>
#include <iostream>
#include <utility>
#include <vector>

using torch::Tensor;

struct ForceImpl : torch::nn::Module {
  ForceImpl() : l1(1, 32), l2(32, 1) {
    register_module("l1", l1);
    register_module("l2", l2);
  }
  Tensor forward(const Tensor& stretch) {
    return l2(torch::tanh(l1(stretch.unsqueeze(-1)))).squeeze(-1);
  }
  torch::nn::Linear l1, l2;
};
TORCH_MODULE(Force);

struct Chain {
  Tensor x, v;
};

template <class F>
Chain integrate(Chain c, F&& force, double dt) {
  auto f = force(c.x.slice(0, 1) - c.x.slice(0, 0, -1));
  auto zero = torch::zeros({1});
  auto total = torch::cat({f, zero}) - torch::cat({zero, f});
  c.v = c.v + dt * total;
  c.x = c.x + dt * c.v;
  return c;
}

template <class F>
Tensor trajectory(Chain c, F&& force, int steps) {
  std::vector<Tensor> xs;
  for (int i = 0; i < steps; ++i) {
    c = integrate(c, force, 0.02);
    xs.push_back(c.x);
  }
  return torch::stack(xs);
}

class SlowCopy {
 public:
  explicit SlowCopy(Force src) : src_(std::move(src)) {
    torch::NoGradGuard g;
    auto from = src_->parameters(), to = copy_->parameters();
    for (std::size_t i = 0; i < to.size(); ++i) to[i].copy_(from[i]);
  }
  void blend(double k) {
    torch::NoGradGuard g;
    auto from = src_->parameters(), to = copy_->parameters();
    for (std::size_t i = 0; i < to.size(); ++i) to[i].mul_(1 - k).add_(from[i], k);
  }
  double at(double s) { return copy_->forward(torch::full({1}, s)).item<double>(); }

 private:
  Force src_;
  Force copy_;
};

int main() {
  Force learned;
  SlowCopy slow(learned);
  torch::optim::Adam opt(learned->parameters(), 1e-3);
  auto hooke = [](const Tensor& s) { return 4.0 * s + 0.5 * s.pow(3); };
  auto model = [&](const Tensor& s) { return learned->forward(s); };

  for (long it = 0; it < 10000000; ++it) {
    Chain start{torch::randn({12}), torch::zeros({12})};
    auto truth = trajectory(start, hooke, 40);
    auto guess = trajectory(start, model, 40);
    auto loss = (truth - guess).pow(2).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
    slow.blend(0.01);
    if (it % 100 == 0) std::cout << it << " mse " << loss.item<double>() << " F(1) " << slow.at(1.0) << "\n";
  }
}
