#include <torch/torch.h>
#include <iostream>
#include <vector>

class Session {
 public:
  Session() : net_(torch::nn::Linear(12, 24), torch::nn::Tanh(), torch::nn::Linear(24, 3)), opt_(net_->parameters(), 1e-2) {}

  void fit(const std::vector<std::pair<torch::Tensor, torch::Tensor>>& data, int epochs) {
    for (int e = 0; e < epochs; ++e) {
      batch_losses_.clear();
      for (const auto& [x, y] : data) {
        opt_.zero_grad();
        auto loss = torch::nn::functional::cross_entropy(net_->forward(x), y);
        loss.backward();
        opt_.step();
        batch_losses_.push_back(loss);
      }
      std::cout << e << ' ' << torch::stack(batch_losses_).mean().item<double>() << '\n';
    }
  }

 private:
  torch::nn::Sequential net_;
  torch::optim::Adam opt_;
  std::vector<torch::Tensor> batch_losses_;
};

int main() {
  std::vector<std::pair<torch::Tensor, torch::Tensor>> d;
  for (int i = 0; i < 40; ++i) d.emplace_back(torch::randn({16, 12}), torch::randint(3, {16}, torch::kLong));
  Session s;
  s.fit(d, 300);
}
