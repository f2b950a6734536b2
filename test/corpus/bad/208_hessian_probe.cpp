#include <torch/torch.h>
#include <iostream>

struct Field : torch::nn::Module {
  Field() {
    l1 = register_module("l1", torch::nn::Linear(2, 64));
    l2 = register_module("l2", torch::nn::Linear(64, 1));
  }
  torch::Tensor forward(torch::Tensor x) { return l2(torch::sin(l1(x))); }
  torch::nn::Linear l1{nullptr}, l2{nullptr};
};

class Probe {
 public:
  explicit Probe(std::shared_ptr<Field> field) : field_(std::move(field)) {}
  double curvature(const torch::Tensor& at) {
    auto x = at.clone().requires_grad_(true);
    auto y = field_->forward(x).sum();
    y.backward({}, /*retain_graph=*/true, /*create_graph=*/true);  // WARN: create-graph-cycle
    return x.grad().pow(2).sum().item<double>();
  }

 private:
  std::shared_ptr<Field> field_;
};

int main() {
  Probe probe(std::make_shared<Field>());
  double worst = 0;
  for (int i = 0; i < 1000000; ++i) worst = std::max(worst, probe.curvature(torch::rand({8, 2})));
  std::cout << worst << "\n";
}
