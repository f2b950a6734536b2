#include <torch/torch.h>
#include <iostream>
#include <map>
#include <string>

#define WITHOUT_GRAD torch::AutoGradMode without_grad_scope(false)

// Keeps exponential moving averages of the weights, for evaluation.
class Shadow {
 public:
  Shadow(const torch::nn::Module& model, double decay) : decay_(decay) {
    WITHOUT_GRAD;
    for (const auto& item : model.named_parameters()) {
      fast_[item.key()] = item.value().clone();
      slow_[item.key()] = item.value().clone();
    }
  }
  void update(const torch::nn::Module& model) {
    WITHOUT_GRAD;
    for (const auto& item : model.named_parameters()) blend(item.key(), item.value());
  }
  void copyTo(torch::nn::Module& model) const {
    WITHOUT_GRAD;
    for (auto& item : model.named_parameters()) item.value().copy_(slow_.at(item.key()));
  }

 private:
  void blend(const std::string& name, const torch::Tensor& weight) {
    auto& fast = fast_.at(name);
    fast = decay_ * fast + (1 - decay_) * weight;
    slow_.at(name).lerp_(fast, 0.01);
  }
  double decay_;
  std::map<std::string, torch::Tensor> fast_, slow_;
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
  WITHOUT_GRAD;
  return torch::mse_loss(net.forward(x), y).item<float>();
}

int main() {
  Net net, averaged;
  Shadow shadow(net, 0.99);
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
