#include <torch/torch.h>
#include <map>
#include <vector>

struct FeaturesImpl : torch::nn::Module {
  FeaturesImpl() {
    for (int i = 0; i < 3; ++i)
      convs->push_back(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 3, 3).padding(1)));
    register_module("convs", convs);
  }
  std::map<int, torch::Tensor> forward(torch::Tensor x) {
    std::map<int, torch::Tensor> out;
    for (int i = 0; i < 3; ++i)
      out[i] = x = torch::relu(convs[i]->as<torch::nn::Conv2d>()->forward(x));
    return out;
  }
  torch::nn::ModuleList convs;
};
TORCH_MODULE(Features);

static torch::Tensor gram(const torch::Tensor& f) {
  auto m = f.view({f.size(1), -1});
  return m.matmul(m.t()) / m.numel();
}

int main() {
  Features net;
  auto target = gram(net->forward(torch::rand({1, 3, 32, 32}))[2]).detach();
  auto image = torch::rand({1, 3, 32, 32}).requires_grad_(true);
  torch::optim::Adam opt({image}, torch::optim::AdamOptions(0.02));
  std::map<int, torch::Tensor> snapshots;
  for (int i = 0; i < 5000; ++i) {
    auto g = gram(net->forward(image)[2]);
    auto loss = torch::mse_loss(g, target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    if (i % 10 == 0)
      snapshots.emplace(i, image.clamp(0, 1));  // WARN: graph-in-container
  }
}
