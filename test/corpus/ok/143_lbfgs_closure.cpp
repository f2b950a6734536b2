#include <torch/torch.h>
#include <iostream>
#include <vector>

int main() {
  auto x = torch::randn({200, 3});
  auto w_true = torch::tensor({{1.f}, {-2.f}, {0.5f}});
  auto y = x.mm(w_true) + 0.01 * torch::randn({200, 1});
  torch::nn::Linear model(3, 1);
  torch::optim::LBFGS optimizer(model->parameters(), torch::optim::LBFGSOptions(1.0).max_iter(10).line_search_fn("strong_wolfe"));
  std::vector<double> history;
  auto closure = [&]() {
    optimizer.zero_grad();
    auto loss = torch::mse_loss(model(x), y);
    loss.backward();
    history.push_back(loss.item<double>());
    return loss;
  };
  torch::Tensor last;
  for (int i = 0; i < 50; ++i) {
    last = optimizer.step(closure);
    if (history.size() > 1 && std::abs(history.back() - history[history.size() - 2]) < 1e-9) break;
  }
  std::cout << model->weight << '\n' << last.item<double>() << '\n';
}
