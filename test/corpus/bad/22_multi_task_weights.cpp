#include <torch/torch.h>
#include <array>
#include <iostream>
#include <vector>

struct MultiTaskImpl : torch::nn::Module {
  MultiTaskImpl() {
    shared = register_module("shared", torch::nn::Linear(16, 32));
    for (int i = 0; i < 3; ++i)
      heads[i] = register_module("head" + std::to_string(i), torch::nn::Linear(32, 1));
    log_vars = register_parameter("log_vars", torch::zeros({3}));
  }
  std::array<torch::Tensor, 3> forward(torch::Tensor x) {
    auto h = torch::relu(shared->forward(x));
    return {heads[0]->forward(h), heads[1]->forward(h), heads[2]->forward(h)};
  }
  torch::nn::Linear shared{nullptr};
  std::array<torch::nn::Linear, 3> heads{nullptr, nullptr, nullptr};
  torch::Tensor log_vars;
};
TORCH_MODULE(MultiTask);

int main() {
  MultiTask net;
  torch::optim::Adam opt(net->parameters(), 1e-3);
  std::vector<torch::Tensor> sigma_history;
  for (int step = 0; step < 20000; ++step) {
    auto x = torch::randn({8, 16});
    auto outs = net->forward(x);
    auto loss = torch::zeros({1});
    for (int i = 0; i < 3; ++i) {
      auto l = torch::mse_loss(outs[i], torch::zeros_like(outs[i]));
      loss = loss + torch::exp(-net->log_vars[i]) * l + net->log_vars[i];
    }
    opt.zero_grad();
    loss.backward();
    opt.step();
    sigma_history.push_back(torch::exp(0.5 * net->log_vars));  // WARN: graph-in-container
    if (step % 1000 == 0)
      std::cout << sigma_history.back().sum().item<float>() << "\n";
  }
}
