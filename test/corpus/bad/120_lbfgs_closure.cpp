#include <torch/torch.h>
#include <iostream>
#include <vector>

int main() {
  torch::manual_seed(0);
  auto x = torch::linspace(-1, 1, 400).unsqueeze(1);
  auto y = torch::sin(6 * x) + 0.05 * torch::randn_like(x);
  torch::nn::Sequential net(torch::nn::Linear(1, 32), torch::nn::Tanh(), torch::nn::Linear(32, 32), torch::nn::Tanh(), torch::nn::Linear(32, 1));
  torch::optim::LBFGS lbfgs(net->parameters(), torch::optim::LBFGSOptions(0.8).max_iter(20).history_size(10));

  std::vector<torch::Tensor> evaluations;
  auto closure = [&]() -> torch::Tensor {
    lbfgs.zero_grad();
    auto loss = torch::mse_loss(net->forward(x), y);
    loss.backward();
    evaluations.push_back(loss);  // WARN: graph-in-container
    return loss;
  };

  for (int it = 0; it < 5000; ++it) {
    auto loss = lbfgs.step(closure);
    if (it % 100 == 0) std::cout << "iter " << it << " evals " << evaluations.size() << " loss " << loss.item<double>() << '\n';
  }
  double best = 1e9;
  for (auto& e : evaluations) best = std::min(best, e.item<double>());
  std::cout << "best " << best << '\n';
}
