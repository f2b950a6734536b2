#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <vector>

struct MatrixFactorizationImpl : torch::nn::Module {
  MatrixFactorizationImpl(int64_t users, int64_t items, int64_t k)
      : U(register_module("U", torch::nn::Embedding(users, k))), V(register_module("V", torch::nn::Embedding(items, k))) {}
  torch::Tensor forward(torch::Tensor u, torch::Tensor i) { return (U(u) * V(i)).sum(1); }
  torch::nn::Embedding U, V;
};
TORCH_MODULE(MatrixFactorization);

using StepCallback = std::function<void(int64_t, const torch::Tensor&)>;

void fit(MatrixFactorization& model, int64_t steps, const StepCallback& onStep) {
  torch::optim::Adagrad opt(model->parameters(), 0.05);
  for (int64_t s = 0; s < steps; ++s) {
    auto users = torch::randint(1000, {512}, torch::kLong);
    auto items = torch::randint(5000, {512}, torch::kLong);
    auto rating = torch::rand({512}) * 5;
    auto loss = torch::mse_loss(model->forward(users, items), rating);
    opt.zero_grad();
    loss.backward();
    opt.step();
    onStep(s, loss);
  }
}

int main() {
  MatrixFactorization mf(1000, 5000, 32);
  std::vector<torch::Tensor> history;
  fit(mf, 1000000, [&history](int64_t step, const torch::Tensor& loss) {
    history.push_back(loss);  // WARN: graph-in-container
    if (step % 5000 == 0) std::cout << step << ": " << loss.item<float>() << "\n";
  });
  std::cout << "final rmse " << std::sqrt(history.back().item<double>()) << "\n";
}
