#include <torch/torch.h>
#include <iostream>

int main() {
  torch::nn::Linear trunk(32, 64), headA(64, 1), headB(64, 3);
  std::vector<torch::Tensor> params;
  for (auto m : {trunk, headA, headB})
    for (auto& p : m->parameters()) params.push_back(p);
  torch::optim::Adam opt(params, 1e-3);
  std::vector<torch::Tensor> shared = trunk->parameters();
  for (int i = 0; i < 30000; ++i) {
    auto h = torch::relu(trunk(torch::randn({32, 32})));
    auto la = torch::mse_loss(headA(h), torch::randn({32, 1}));
    auto lb = torch::nn::functional::cross_entropy(headB(h), torch::randint(3, {32}, torch::kLong));
    opt.zero_grad();
    la.backward({}, true);
    std::vector<torch::Tensor> ga;
    for (auto& p : shared) ga.push_back(p.grad().clone());
    opt.zero_grad();
    lb.backward();
    double dot = 0;
    for (size_t k = 0; k < shared.size(); ++k) dot += (ga[k] * shared[k].grad()).sum().item<double>();
    if (dot > 0)
      for (size_t k = 0; k < shared.size(); ++k) shared[k].mutable_grad().add_(ga[k]);
    opt.step();
    if (i % 1000 == 0) std::cout << la.item<double>() << ' ' << lb.item<double>() << ' ' << dot << '\n';
  }
}
