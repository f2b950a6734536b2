#include <torch/torch.h>
#include <iostream>
#include <vector>

class Mlp : public torch::nn::Module {
 public:
  Mlp() {
    for (int i = 0; i < 4; ++i)
      layers_.push_back(register_module("l" + std::to_string(i), torch::nn::Linear(16, 16)));
  }
  torch::Tensor forward(torch::Tensor x) {
    for (size_t i = 0; i < layers_.size(); ++i) {
      auto y = layers_[i]->forward(x);
      x = x + torch::relu(y);
    }
    return x;
  }

 private:
  std::vector<torch::nn::Linear> layers_;
};

static torch::Tensor sample(Mlp& net, int64_t steps) {
  torch::NoGradGuard no_grad;
  auto x = torch::randn({4, 16});
  for (int64_t t = 0; t < steps; ++t) x = x - 0.1 * net.forward(x);
  return x;
}

int main() {
  Mlp net;
  torch::optim::Adam opt(net.parameters(), 1e-3);
  auto buffer = torch::zeros({64, 16});
  for (int step = 0; step < 100000; ++step) {
    auto x = torch::randn({8, 16});
    buffer[step % 64] = x[0];
    auto loss = torch::mse_loss(net.forward(x), -x);
    for (const auto& p : net.parameters()) loss = loss + 1e-4 * p.pow(2).sum();
    opt.zero_grad();
    loss.backward();
    opt.step();
    if (step % 1000 == 0) std::cout << sample(net, 50).mean().item<float>() << "\n";
  }
}
