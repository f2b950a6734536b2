#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <memory>
#include <vector>

// Gives the gradients of a parameter list the lifetime of a C++ scope.
class GradWindow {
 public:
  explicit GradWindow(std::vector<torch::Tensor> ps) : ps_(std::move(ps)) {}
  ~GradWindow() {
    std::for_each(ps_.begin(), ps_.end(), [](auto& p) { p.mutable_grad().reset(); });
  }
  GradWindow(const GradWindow&) = delete;
  GradWindow& operator=(const GradWindow&) = delete;

  torch::Tensor squaredNorm() const {
    auto sum = torch::zeros({});
    for (const auto& p : ps_) sum = sum + p.grad().pow(2).sum();
    return sum;
  }

 private:
  std::vector<torch::Tensor> ps_;
};

struct FieldImpl : torch::nn::Module {
  FieldImpl() {
    net = register_module("net", torch::nn::Sequential(torch::nn::Linear(3, 96), torch::nn::Softplus(),
                                                       torch::nn::Linear(96, 96), torch::nn::Softplus(),
                                                       torch::nn::Linear(96, 1)));
  }
  torch::Tensor forward(const torch::Tensor& p) { return net->forward(p); }
  torch::nn::Sequential net{nullptr};
};
TORCH_MODULE(Field);

struct Fit {
  double data = 0, flatness = 0;
};

static Fit fitShape(int64_t iterations) {
  Field field;
  torch::optim::Adam opt(field->parameters(), 1e-3);
  Fit fit;
  for (int64_t i = 0; i < iterations; ++i) {
    GradWindow grads(field->parameters());
    auto pts = torch::randn({256, 3});
    auto sdf = pts.norm(2, 1, true) - 1.0;
    auto loss = torch::l1_loss(field->forward(pts), sdf);
    loss.backward({}, /*retain_graph=*/true, /*create_graph=*/true);
    fit.flatness = grads.squaredNorm().item<double>();
    fit.data = loss.item<double>();
    opt.step();
  }
  return fit;
}

int main() {
  for (uint64_t shape = 0;; ++shape) {
    const auto [data, flatness] = fitShape(50);
    std::cout << "shape " << shape << " data " << data << " flat " << flatness << "\n";
  }
}
