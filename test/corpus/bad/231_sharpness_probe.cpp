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

// Watches how sharp the minimum is that a network is in, on a copy of it.
class SharpnessProbe {
 public:
  explicit SharpnessProbe(Model& trained) : trained_(trained), copy_(10, 32) {}

  double measure(const torch::Tensor& x, const torch::Tensor& y) {
    copyWeights();
    trained_.zero_grad();
    auto loss = torch::mse_loss(copy_.forward(x), y);
    loss.backward({}, /*retain_graph=*/c10::nullopt, /*create_graph=*/true);  // FN: create-graph-cycle
    return norm();
  }

 private:
  void copyWeights() {
    torch::NoGradGuard guard;
    auto from = trained_.parameters(), to = copy_.parameters();
    for (size_t i = 0; i < to.size(); ++i) to[i].copy_(from[i]);
  }
  double norm() {
    double sum = 0;
    for (const auto& p : copy_.parameters()) {
      auto now = p.grad().norm().item<double>();
      sum += now * now;
    }
    return std::sqrt(sum);
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
