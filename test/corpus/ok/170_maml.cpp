#include <torch/torch.h>
#include <iostream>
#include <vector>

using Params = std::vector<torch::Tensor>;

static torch::Tensor model(const torch::Tensor& x, const Params& w) {
  auto h = torch::relu(torch::addmm(w[1], x, w[0]));
  h = torch::relu(torch::addmm(w[3], h, w[2]));
  return torch::addmm(w[5], h, w[4]);
}

struct SineTask {
  double amp, phase;
  std::pair<torch::Tensor, torch::Tensor> sample(int64_t n) const {
    auto x = torch::rand({n, 1}) * 10 - 5;
    return {x, amp * torch::sin(x + phase)};
  }
};

int main() {
  auto init = [](int64_t i, int64_t o) { return (torch::randn({i, o}) * std::sqrt(2.0 / i)).requires_grad_(); };
  Params theta{init(1, 40), torch::zeros({40}, torch::requires_grad()), init(40, 40), torch::zeros({40}, torch::requires_grad()), init(40, 1), torch::zeros({1}, torch::requires_grad())};
  torch::optim::Adam meta(theta, 1e-3);
  std::vector<double> log;
  for (int it = 0; it < 10000; ++it) {
    std::vector<torch::Tensor> task_losses;
    for (int t = 0; t < 8; ++t) {
      SineTask task{0.1 + 4.9 * torch::rand({1}).item<double>(), M_PI * torch::rand({1}).item<double>()};
      Params fast = theta;
      for (int k = 0; k < 3; ++k) {
        auto [x, y] = task.sample(10);
        auto l = torch::mse_loss(model(x, fast), y);
        auto g = torch::autograd::grad({l}, fast, {}, true, true);
        Params next;
        for (size_t i = 0; i < fast.size(); ++i) next.push_back(fast[i] - 0.01 * g[i]);
        fast = std::move(next);
      }
      auto [xq, yq] = task.sample(10);
      task_losses.push_back(torch::mse_loss(model(xq, fast), yq));
    }
    auto loss = torch::stack(task_losses).mean();
    meta.zero_grad();
    loss.backward();
    meta.step();
    log.push_back(loss.item<double>());
    if (it % 100 == 0) std::cout << it << ' ' << log.back() << std::endl;
  }
}
