#include <torch/torch.h>

#include <cmath>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

// Second order MAML on sinusoid regression, functional network with explicit weights.

using Weights = std::vector<torch::Tensor>;

torch::Tensor regress(const Weights& w, const torch::Tensor& x) {
  auto h = torch::relu(torch::linear(x, w[0], w[1]));
  h = torch::relu(torch::linear(h, w[2], w[3]));
  return torch::linear(h, w[4], w[5]);
}

Weights initial(int64_t width) {
  auto dense = [](int64_t out, int64_t in) -> torch::Tensor {
    return (torch::randn({out, in}) * std::sqrt(2.0 / static_cast<double>(in))).requires_grad_();
  };
  auto offset = [](int64_t n) { return torch::zeros({n}, torch::requires_grad()); };
  return {dense(width, 1), offset(width), dense(width, width), offset(width), dense(1, width), offset(1)};
}

struct Wave {
  double a, p;
  std::pair<torch::Tensor, torch::Tensor> points(int64_t n) const {
    auto x = torch::rand({n, 1}) * 10 - 5;
    return {x, a * torch::sin(x + p)};
  }
};

Wave random_wave() {
  return {0.1 + 4.9 * torch::rand({}).item<double>(), 3.14159 * torch::rand({}).item<double>()};
}

class Maml {
 public:
  Maml(int64_t width, double inner, double outer, int steps)
      : theta_(initial(width)),
        inner_(inner),
        steps_(steps),
        opt_(theta_, torch::optim::AdamOptions(outer)) {}

  Weights specialise(const Wave& task, bool second_order) const {
    Weights fast = theta_;
    for (int s = 0; s < steps_; ++s) {
      auto [x, y] = task.points(10);
      auto loss = torch::mse_loss(regress(fast, x), y);
      auto g = torch::autograd::grad({loss}, fast, {}, second_order, second_order);
      for (size_t i = 0; i < fast.size(); ++i) fast[i] = fast[i] - inner_ * g[i];
      trace_.push_back(loss);
    }
    return fast;
  }

  double meta_step(int tasks) {
    torch::Tensor total = torch::zeros({});
    for (int k = 0; k < tasks; ++k) {
      const Wave task = random_wave();
      auto fast = specialise(task, true);
      auto [x, y] = task.points(20);
      total = total + torch::mse_loss(regress(fast, x), y);
    }
    auto objective = total / tasks;
    opt_.zero_grad();
    objective.backward();
    opt_.step();
    first_loss_ = trace_.front().item<double>();
    trace_.clear();
    return objective.item<double>();
  }

  double probe() const {
    const Wave task = random_wave();
    auto fast = specialise(task, false);
    trace_.clear();
    auto [x, y] = task.points(100);
    return torch::mse_loss(regress(fast, x), y).item<double>();
  }

  double first_loss() const { return first_loss_; }
  const Weights& weights() const { return theta_; }

 private:
  Weights theta_;
  double inner_;
  int steps_;
  torch::optim::Adam opt_;
  mutable std::vector<torch::Tensor> trace_;
  double first_loss_ = 0.0;
};

int main(int argc, char** argv) {
  const int64_t rounds = argc > 1 ? std::stoll(argv[1]) : 60000;
  torch::manual_seed(1);
  Maml maml(40, 0.01, 1e-3, 5);
  std::vector<double> curve;
  for (int64_t r = 0; r < rounds; ++r) {
    curve.push_back(maml.meta_step(10));
    if (r % 250 == 0) {
      std::cout << r << " meta " << curve.back() << " before " << maml.first_loss() << " probe " << maml.probe() << "\n";
    }
  }
  torch::save(maml.weights(), "maml.pt");
}
