#include <torch/torch.h>
#include <cmath>
#include <iostream>
#include <vector>

// Learns the starting point and the per-weight rate of a small regression (Meta-SGD).
struct Task {
  torch::Tensor support_x, support_y, query_x, query_y;
};

Task sine_task() {
  double phase = torch::rand({}).item<double>() * M_PI;
  Task task;
  task.support_x = torch::rand({10, 1}) * 10 - 5;
  task.query_x = torch::rand({10, 1}) * 10 - 5;
  task.support_y = torch::sin(task.support_x + phase);
  task.query_y = torch::sin(task.query_x + phase);
  return task;
}

torch::Tensor features(const torch::Tensor& x) {
  std::vector<torch::Tensor> columns{torch::ones_like(x)};
  for (int k = 1; k <= 8; ++k) {
    columns.push_back(torch::sin(x * k / 2.0));
    columns.push_back(torch::cos(x * k / 2.0));
  }
  return torch::cat(columns, 1);
}

torch::Tensor predict(const torch::Tensor& weight, const torch::Tensor& x) {
  return torch::tanh(features(x).mm(weight)) * 1.5;
}

torch::Tensor inner_gradient(const torch::Tensor& weight, const Task& task) {
  auto loss = torch::mse_loss(predict(weight, task.support_x), task.support_y);
  loss.backward({}, /*retain_graph=*/c10::nullopt, /*create_graph=*/true);  // WARN: create-graph-cycle
  return weight.grad();
}

int main() {
  auto start = torch::zeros({17, 1});
  auto rate = torch::full({17, 1}, 0.05).requires_grad_();
  torch::optim::Adam optimizer({rate}, 1e-3);
  double smoothed = 0;
  for (int64_t i = 0; i < 10000000; ++i) {
    Task task = sine_task();
    auto weight = start.clone().requires_grad_();
    auto gradient = inner_gradient(weight, task);
    auto adapted = weight - rate * gradient;
    auto outer = torch::mse_loss(predict(adapted, task.query_x), task.query_y);
    optimizer.zero_grad();
    outer.backward();
    optimizer.step();
    {
      torch::NoGradGuard no_grad;
      start.add_(adapted - start, 0.01);
    }
    smoothed = 0.99 * smoothed + 0.01 * outer.item<double>();
    if (i % 1000 == 0) std::cout << i << " " << smoothed << "\n";
  }
}
