#include <torch/torch.h>
#include <iostream>
#include <queue>
#include <vector>

struct Hard {
  float score;
  torch::Tensor loss;
  bool operator>(const Hard& o) const { return score > o.score; }
};

int main() {
  torch::nn::Sequential net(torch::nn::Linear(30, 60), torch::nn::ReLU(), torch::nn::Linear(60, 5));
  torch::optim::Adam opt(net->parameters(), 1e-3);
  std::priority_queue<Hard, std::vector<Hard>, std::greater<Hard>> hardest;
  constexpr size_t N = 32;
  for (int i = 0; i < 50000; ++i) {
    auto loss = torch::nn::functional::cross_entropy(net->forward(torch::randn({16, 30})), torch::randint(5, {16}, torch::kLong));
    opt.zero_grad();
    loss.backward();
    opt.step();
    hardest.push({loss.item<float>(), loss});
    if (hardest.size() > N) hardest.pop();
  }
  while (!hardest.empty()) {
    std::cout << hardest.top().score << '\n';
    hardest.pop();
  }
}
