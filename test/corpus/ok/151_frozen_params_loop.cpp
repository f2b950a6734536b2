#include <torch/torch.h>
#include <iostream>
#include <unordered_map>
#include <vector>

class FrozenBackbone {
 public:
  explicit FrozenBackbone(const std::string& path) {
    net_ = torch::nn::Sequential(
        torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 32, 3).stride(2)), torch::nn::ReLU(),
        torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 64, 3).stride(2)), torch::nn::ReLU(),
        torch::nn::AdaptiveAvgPool2d(torch::nn::AdaptiveAvgPool2dOptions({1, 1})), torch::nn::Flatten());
    torch::load(net_, path);
    for (auto& p : net_->parameters()) p.requires_grad_(false);
    net_->eval();
  }
  torch::Tensor operator()(const torch::Tensor& x) { return net_->forward(x); }

 private:
  torch::nn::Sequential net_{nullptr};
};

int main(int argc, char** argv) {
  FrozenBackbone backbone(argv[1]);
  std::unordered_map<int, std::vector<torch::Tensor>> perClass;
  for (int i = 0; i < 5000; ++i) {
    auto f = backbone(torch::rand({1, 3, 96, 96}));
    perClass[i % 20].push_back(f);
  }
  for (auto& [c, v] : perClass) {
    auto m = torch::cat(v).mean(0);
    std::cout << c << ' ' << m.norm().item<float>() << '\n';
  }
}
