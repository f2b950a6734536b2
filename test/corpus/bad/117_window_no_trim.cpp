#include <torch/torch.h>
#include <deque>
#include <iostream>
#include <numeric>

class MovingAverage {
 public:
  explicit MovingAverage(size_t window) : window_(window) {}
  void push(torch::Tensor t) {
    values_.push_back(std::move(t));  // WARN: graph-in-container
    if (values_.size() > window_) values_.shrink_to_fit();
  }
  double mean() const {
    size_t n = std::min(window_, values_.size());
    double s = 0;
    for (auto it = values_.rbegin(); it != values_.rbegin() + n; ++it) s += it->item<double>();
    return n ? s / n : 0.0;
  }

 private:
  size_t window_;
  std::deque<torch::Tensor> values_;
};

struct PinnImpl : torch::nn::Module {
  PinnImpl() {
    for (int i = 0; i < 4; ++i) layers->push_back(torch::nn::Linear(i == 0 ? 2 : 40, i == 3 ? 1 : 40));
    register_module("layers", layers);
  }
  torch::Tensor forward(torch::Tensor xt) {
    for (size_t i = 0; i < layers->size(); ++i) {
      xt = layers[i]->as<torch::nn::Linear>()->forward(xt);
      if (i + 1 < layers->size()) xt = torch::tanh(xt);
    }
    return xt;
  }
  torch::nn::ModuleList layers;
};
TORCH_MODULE(Pinn);

int main() {
  Pinn u;
  torch::optim::Adam opt(u->parameters(), 1e-3);
  MovingAverage avg(100);
  for (int it = 0; it < 100000; ++it) {
    auto x = torch::rand({512, 2}).requires_grad_();
    auto y = u(x);
    auto g = torch::autograd::grad({y}, {x}, {torch::ones_like(y)}, true, true)[0];
    auto ut = g.select(1, 1), ux = g.select(1, 0);
    auto residual = (ut + y.squeeze(1) * ux).pow(2).mean();
    opt.zero_grad();
    residual.backward();
    opt.step();
    avg.push(residual);
    if (it % 100 == 0) std::cout << it << ' ' << avg.mean() << '\n';
  }
}
