#include <torch/torch.h>
#include <iostream>
#include <vector>

using Batches = std::vector<std::pair<torch::Tensor, torch::Tensor>>;

double evaluate(torch::nn::Sequential& net, const Batches& val) {
  net->eval();
  std::vector<torch::Tensor> losses;
  for (const auto& [x, y] : val) losses.push_back(torch::mse_loss(net->forward(x), y));
  return torch::stack(losses).mean().item<double>();
}

void train(torch::nn::Sequential& net, torch::optim::Optimizer& opt, const Batches& tr) {
  net->train();
  for (const auto& [x, y] : tr) {
    opt.zero_grad();
    torch::mse_loss(net->forward(x), y).backward();
    opt.step();
  }
}

int main() {
  torch::nn::Sequential net(torch::nn::Linear(5, 50), torch::nn::Tanh(), torch::nn::Dropout(0.2), torch::nn::Linear(50, 1));
  torch::optim::Adam opt(net->parameters(), 1e-3);
  Batches tr, va;
  for (int i = 0; i < 100; ++i) {
    auto x = torch::randn({32, 5});
    (i % 4 ? tr : va).emplace_back(x, x.sum(1, true));
  }
  std::vector<double> curve;
  for (int e = 0; e < 300; ++e) {
    train(net, opt, tr);
    curve.push_back(evaluate(net, va));
    std::cout << e << ' ' << curve.back() << '\n';
  }
}
