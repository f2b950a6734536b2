#include <torch/torch.h>
#include <algorithm>
#include <utility>
#include <vector>

using Scored = std::pair<torch::Tensor, size_t>;

static torch::Tensor uncertainty(torch::nn::Sequential& net, const torch::Tensor& x) {
  auto p = torch::softmax(net->forward(x), -1);
  return -(p * (p + 1e-9).log()).sum(-1).squeeze();
}

static std::vector<size_t> select(torch::nn::Sequential& net, const std::vector<torch::Tensor>& pool, size_t n) {
  static std::vector<Scored> ranked;
  for (size_t i = 0; i < pool.size(); ++i)
    ranked.emplace_back(uncertainty(net, pool[i]), i);  // WARN: graph-in-container
  std::sort(ranked.begin(), ranked.end(), [](const Scored& a, const Scored& b) {
    return a.first.item<float>() > b.first.item<float>();
  });
  std::vector<size_t> chosen;
  for (size_t i = 0; i < n && i < ranked.size(); ++i)
    chosen.push_back(ranked[i].second);
  return chosen;
}

int main() {
  torch::nn::Sequential net(torch::nn::Linear(10, 32), torch::nn::ReLU(), torch::nn::Linear(32, 3));
  torch::optim::Adam opt(net->parameters());
  std::vector<torch::Tensor> pool;
  for (int i = 0; i < 1000; ++i)
    pool.push_back(torch::randn({1, 10}));
  for (int round = 0; round < 50; ++round) {
    for (auto i : select(net, pool, 32)) {
      auto loss = torch::nn::functional::cross_entropy(net->forward(pool[i]), torch::zeros({1}, torch::kLong));
      opt.zero_grad();
      loss.backward();
      opt.step();
    }
  }
}
