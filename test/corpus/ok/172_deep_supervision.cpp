#include <torch/torch.h>
#include <iostream>
#include <vector>

struct DeepSupNetImpl : torch::nn::Module {
  DeepSupNetImpl(int64_t d, int n) {
    for (int i = 0; i < n; ++i) {
      stages->push_back(torch::nn::Linear(d, d));
      exits->push_back(torch::nn::Linear(d, 2));
    }
    register_module("stages", stages);
    register_module("exits", exits);
  }
  std::vector<torch::Tensor> forward(torch::Tensor x) {
    std::vector<torch::Tensor> outs;
    for (size_t i = 0; i < stages->size(); ++i) {
      x = torch::relu(stages[i]->as<torch::nn::Linear>()->forward(x));
      outs.emplace_back(exits[i]->as<torch::nn::Linear>()->forward(x));
    }
    return outs;
  }
  torch::nn::ModuleList stages, exits;
};
TORCH_MODULE(DeepSupNet);

std::vector<torch::Tensor> side_losses(DeepSupNet& net, const torch::Tensor& x, const torch::Tensor& y) {
  std::vector<torch::Tensor> ls;
  for (const auto& o : net(x)) ls.push_back(torch::nn::functional::cross_entropy(o, y));
  return ls;
}

float train_batch(DeepSupNet& net, torch::optim::Optimizer& opt, const torch::Tensor& x, const torch::Tensor& y) {
  auto ls = side_losses(net, x, y);
  auto total = ls.back();
  for (size_t i = 0; i + 1 < ls.size(); ++i) total = total + 0.3 * ls[i];
  opt.zero_grad();
  total.backward();
  opt.step();
  return total.item<float>();
}

int main() {
  DeepSupNet net(32, 4);
  torch::optim::Adam opt(net->parameters(), 1e-3);
  std::vector<float> curve;
  for (int i = 0; i < 20000; ++i) {
    auto x = torch::randn({16, 32});
    curve.push_back(train_batch(net, opt, x, (x.sum(1) > 0).to(torch::kLong)));
    if (i % 500 == 0) std::cout << curve.back() << '\n';
  }
}
