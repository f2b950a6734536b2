#include <torch/torch.h>
#include <iostream>
#include <vector>

int main() {
  const int accumulation_steps = 8;
  torch::nn::Sequential model(torch::nn::Linear(64, 256), torch::nn::GELU(), torch::nn::Linear(256, 10));
  torch::optim::AdamW optimizer(model->parameters(), torch::optim::AdamWOptions(3e-4));
  std::vector<torch::Tensor> micro_losses;
  double window = 0;
  for (int step = 0; step < 80000; ++step) {
    auto x = torch::randn({4, 64});
    auto y = torch::randint(10, {4}, torch::kLong);
    auto loss = torch::nn::functional::cross_entropy(model->forward(x), y);
    micro_losses.push_back(loss / accumulation_steps);
    if ((step + 1) % accumulation_steps == 0) {
      auto total = torch::stack(micro_losses).sum();
      total.backward();
      optimizer.step();
      optimizer.zero_grad();
      window += total.item<double>();
      micro_losses.clear();
    }
    if ((step + 1) % 800 == 0) {
      std::cout << step + 1 << ' ' << window / 100 << '\n';
      window = 0;
    }
  }
}
