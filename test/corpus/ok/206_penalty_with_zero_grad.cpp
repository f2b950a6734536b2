#include <torch/torch.h>
#include <iostream>

class Adversary {
 public:
  Adversary() : opt_(net_->parameters(), 1e-3) {}
  void round(const torch::Tensor& x) {
    auto in = x.clone().requires_grad_(true);
    auto y = net_->forward(in).sum();
    auto g = torch::autograd::grad({y}, {in}, {}, true, true)[0];
    auto penalty = (g.norm() - 1).pow(2);
    opt_.zero_grad();
    penalty.backward();
    opt_.step();
    total_ += penalty.item<double>();
  }
  double total() const { return total_; }

 private:
  torch::nn::Linear net_{6, 1};
  torch::optim::Adam opt_;
  double total_ = 0;
};

int main() {
  Adversary a;
  for (int i = 0; i < 100000; ++i) a.round(torch::randn({4, 6}));
  std::cout << a.total() << "\n";
}
