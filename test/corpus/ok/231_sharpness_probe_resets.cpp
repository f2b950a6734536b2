#include <torch/torch.h>
#include <cmath>
#include <iostream>
#include <vector>

struct Model : torch::nn::Module {
  Model(int64_t in, int64_t width) {
    body = register_module("body", torch::nn::Linear(in, width));
    head = register_module("head", torch::nn::Linear(width, 1));
  }
  torch::Tensor forward(const torch::Tensor& x) { return head(torch::tanh(body(x))); }
  torch::nn::Linear body{nullptr}, head{nullptr};
};

// Watches how sharp the minimum is that a network is in, on a copy of it: the
// second derivative along the gradient.
class SharpnessProbe {
 public:
  explicit SharpnessProbe(Model& trained) : trained_(trained), copy_(10, 32) {}

  double measure(const torch::Tensor& x, const torch::Tensor& y) {
    copyWeights();
    auto loss = torch::mse_loss(copy_.forward(x), y);
    loss.backward({}, /*retain_graph=*/c10::nullopt, /*create_graph=*/true);
    auto result = curvature();
    forget();
    return result;
  }

 private:
  void copyWeights() {
    torch::NoGradGuard guard;
    auto from = trained_.parameters(), to = copy_.parameters();
    for (size_t i = 0; i < to.size(); ++i) to[i].copy_(from[i]);
  }
  double curvature() {
    std::vector<torch::Tensor> squares;
    for (const auto& p : copy_.parameters()) squares.push_back(p.grad().pow(2).sum());
    auto norm = torch::stack(squares).sum().sqrt();
    auto second = torch::autograd::grad({norm}, copy_.parameters(), {}, c10::nullopt, false, /*allow_unused=*/true);
    double sum = 0;
    for (const auto& g : second) {
      if (g.defined()) sum += g.pow(2).sum().item<double>();
    }
    return std::sqrt(sum);
  }
  void forget() {
    for (auto& p : copy_.parameters()) p.mutable_grad().reset();
  }
  Model& trained_;
  Model copy_;
};

int main() {
  Model model(10, 32);
  torch::optim::SGD optimizer(model.parameters(), 1e-2);
  SharpnessProbe probe(model);
  for (int64_t step = 0; step < 10000000; ++step) {
    auto x = torch::randn({32, 10});
    auto y = x.prod(1, true);
    optimizer.zero_grad();
    torch::mse_loss(model.forward(x), y).backward();
    optimizer.step();
    auto sharp = probe.measure(x, y);
    if (step % 500 == 0) std::cout << step << " " << sharp << "\n";
  }
}
