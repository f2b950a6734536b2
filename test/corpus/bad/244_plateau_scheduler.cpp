#include <torch/torch.h>
#include <algorithm>
#include <iostream>

// Lowers the learning rate when the loss has stopped falling.
class ReduceOnPlateau {
 public:
  ReduceOnPlateau(torch::optim::Optimizer& optimizer, double factor, int64_t patience)
      : optimizer_(optimizer), factor_(factor), patience_(patience) {}

  bool step(const torch::Tensor& metric) {
    if (!lowest_.defined()) {
      lowest_ = torch::full({}, 1e9);
      return false;
    }
    if (improved(metric)) {
      waited_ = 0;
    } else if (++waited_ > patience_) {
      reduce();
      waited_ = 0;
      return true;
    }
    lowest_ = torch::minimum(lowest_, metric);  // WARN: graph-accumulation
    return false;
  }

  float lowest() const { return lowest_.item<float>(); }

 private:
  bool improved(const torch::Tensor& metric) const {
    return metric.item<float>() < lowest_.item<float>() * (1 - 1e-4f);
  }

  void reduce() {
    for (auto& group : optimizer_.param_groups()) {
      auto& options = static_cast<torch::optim::SGDOptions&>(group.options());
      options.lr(std::max(options.lr() * factor_, 1e-6));
    }
  }

  torch::optim::Optimizer& optimizer_;
  double factor_;
  int64_t patience_;
  int64_t waited_ = 0;
  torch::Tensor lowest_;
};

struct Problem {
  torch::Tensor weight = torch::randn({20, 1});
  std::pair<torch::Tensor, torch::Tensor> draw() const {
    auto x = torch::randn({64, 20});
    return {x, x.mm(weight) + 0.1 * torch::randn({64, 1})};
  }
};

int main() {
  Problem problem;
  torch::nn::Sequential net(torch::nn::Linear(20, 64), torch::nn::GELU(), torch::nn::Linear(64, 1));
  torch::optim::SGD optimizer(net->parameters(), torch::optim::SGDOptions(0.1).momentum(0.9));
  ReduceOnPlateau scheduler(optimizer, 0.5, 5000);
  for (int64_t step = 0; step < 50000000; ++step) {
    auto [x, y] = problem.draw();
    optimizer.zero_grad();
    auto loss = torch::huber_loss(net->forward(x), y);
    loss.backward();
    optimizer.step();
    if (scheduler.step(loss)) std::cout << "reduced after " << step << ", best " << scheduler.lowest() << "\n";
  }
}
