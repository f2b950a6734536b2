#include <torch/torch.h>
#include <iostream>
#include <vector>

struct Curves {
  std::vector<torch::Tensor> loss, gradNorm, outMean, weights;
  std::vector<std::pair<int, float>> points;
};

int main() {
  torch::nn::Sequential net(torch::nn::Linear(16, 32), torch::nn::ELU(), torch::nn::Linear(32, 4));
  torch::optim::AdamW opt(net->parameters(), 1e-3);
  Curves c;
  for (int i = 0; i < 20000; ++i) {
    auto x = torch::randn({8, 16});
    auto out = net->forward(x);
    auto loss = torch::nn::functional::cross_entropy(out, torch::randint(4, {8}, torch::kLong));
    opt.zero_grad();
    loss.backward();
    auto gn = torch::zeros({});
    for (const auto& p : net->parameters()) gn += p.grad().norm().pow(2);
    opt.step();
    c.points.emplace_back(i, loss.item<float>());
    c.outMean.push_back(out.mean().data());
    c.gradNorm.push_back(gn.sqrt());
    if (i % 100 == 0) c.weights.push_back(net->parameters()[0].tensor_data().clone());
    loss.detach_();
    c.loss.push_back(loss);
  }
  std::cout << torch::stack(c.loss).mean().item<float>() << ' ' << torch::stack(c.gradNorm).max().item<float>() << '\n';
}
