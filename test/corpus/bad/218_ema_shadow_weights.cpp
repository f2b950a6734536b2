#include <torch/torch.h>
#include <iostream>
#include <map>
#include <string>

// Keeps an exponential moving average of the weights, for evaluation.
class Shadow {
 public:
  Shadow(const torch::nn::Module& model, double decay) : decay_(decay) {
    for (const auto& item : model.named_parameters()) weights_[item.key()] = item.value().detach().clone();
  }
  void update(const torch::nn::Module& model) {
    for (const auto& item : model.named_parameters()) {
      auto& average = weights_.at(item.key());
      average = decay_ * average + (1 - decay_) * item.value();  // WARN: graph-accumulation
    }
  }
  void copyTo(torch::nn::Module& model) const {
    torch::NoGradGuard guard;
    for (auto& item : model.named_parameters()) item.value().copy_(weights_.at(item.key()));
  }

 private:
  double decay_;
  std::map<std::string, torch::Tensor> weights_;
};

struct Net : torch::nn::Module {
  Net() {
    a = register_module("a", torch::nn::Linear(16, 64));
    b = register_module("b", torch::nn::Linear(64, 1));
  }
  torch::Tensor forward(torch::Tensor x) { return b(torch::gelu(a(x))); }
  torch::nn::Linear a{nullptr}, b{nullptr};
};

float validate(Net& net, const torch::Tensor& x, const torch::Tensor& y) {
  torch::NoGradGuard guard;
  return torch::mse_loss(net.forward(x), y).item<float>();
}

int main() {
  Net net, averaged;
  Shadow shadow(net, 0.999);
  torch::optim::AdamW optimizer(net.parameters(), 1e-3);
  auto heldOut = torch::randn({256, 16});
  for (int64_t step = 0; step < 10000000; ++step) {
    auto x = torch::randn({32, 16});
    optimizer.zero_grad();
    torch::mse_loss(net.forward(x), x.sum(1, true)).backward();
    optimizer.step();
    shadow.update(net);
    if (step % 1000 == 0) {
      shadow.copyTo(averaged);
      std::cout << validate(averaged, heldOut, heldOut.sum(1, true)) << "\n";
    }
  }
}
