#include <torch/torch.h>
#include <map>
#include <string>
#include <vector>

using Weights = std::vector<torch::Tensor>;

static torch::Tensor functional(const torch::Tensor& x, const Weights& w) {
  auto h = torch::relu(torch::linear(x, w[0], w[1]));
  return torch::linear(h, w[2], w[3]);
}

class Maml {
 public:
  Maml() {
    weights_ = {torch::randn({40, 1}, torch::requires_grad()), torch::zeros({40}, torch::requires_grad()),
                torch::randn({1, 40}, torch::requires_grad()), torch::zeros({1}, torch::requires_grad())};
    meta_ = std::make_unique<torch::optim::Adam>(weights_, torch::optim::AdamOptions(1e-3));
  }
  void run(int iterations) {
    for (int i = 0; i < iterations; ++i) {
      std::vector<torch::Tensor> outer;
      for (int task = 0; task < 8; ++task)
        outer.push_back(task_loss());
      auto loss = torch::stack(outer).mean();
      meta_->zero_grad();
      loss.backward();
      meta_->step();
      curve_.push_back(loss.item<float>());
    }
  }

 private:
  torch::Tensor task_loss() {
    auto phase = torch::rand({1}) * 3.14;
    auto xs = torch::rand({10, 1}) * 10 - 5, xq = torch::rand({10, 1}) * 10 - 5;
    Weights fast = weights_;
    for (int k = 0; k < 3; ++k) {
      auto inner = torch::mse_loss(functional(xs, fast), torch::sin(xs + phase));
      auto grads = torch::autograd::grad({inner}, fast, {}, true, true);
      Weights updated;
      for (size_t j = 0; j < fast.size(); ++j)
        updated.push_back(fast[j] - 0.01 * grads[j]);
      fast = std::move(updated);
    }
    return torch::mse_loss(functional(xq, fast), torch::sin(xq + phase));
  }
  Weights weights_;
  std::unique_ptr<torch::optim::Adam> meta_;
  std::vector<float> curve_;
};

int main() {
  Maml().run(70000);
}
