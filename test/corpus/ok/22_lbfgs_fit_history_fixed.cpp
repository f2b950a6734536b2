#include <torch/torch.h>
#include <iostream>
#include <vector>

struct PolynomialImpl : torch::nn::Module {
  PolynomialImpl() {
    coeff = register_parameter("coeff", torch::randn({4}));
  }
  torch::Tensor forward(torch::Tensor x) {
    return coeff[0] + coeff[1] * x + coeff[2] * x.pow(2) + coeff[3] * x.pow(3);
  }
  torch::Tensor coeff;
};
TORCH_MODULE(Polynomial);

int main() {
  auto x = torch::linspace(-1, 1, 200);
  auto y = torch::sin(3 * x);
  Polynomial model;
  torch::optim::LBFGS optimizer(model->parameters(), torch::optim::LBFGSOptions(0.5).max_iter(10));
  std::vector<torch::Tensor> history;
  for (int i = 0; i < 500; ++i) {
    auto closure = [&]() {
      optimizer.zero_grad();
      auto loss = torch::mse_loss(model->forward(x), y);
      loss.backward();
      history.push_back(loss.detach());
      return loss;
    };
    auto loss = optimizer.step(closure);
    if (i % 100 == 0)
      std::cout << loss.item<float>() << std::endl;
  }
}
