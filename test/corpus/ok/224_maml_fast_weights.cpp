#include <torch/torch.h>
#include <iostream>
#include <map>
#include <string>

using Weights = std::map<std::string, torch::Tensor>;

struct Regressor {
  Weights slow = {{"w1", (0.3 * torch::randn({1, 40})).requires_grad_()},
                  {"b1", torch::zeros({40}).requires_grad_()},
                  {"w2", (0.3 * torch::randn({40, 1})).requires_grad_()},
                  {"b2", torch::zeros({1}).requires_grad_()}};

  static torch::Tensor run(const Weights& w, const torch::Tensor& x) {
    auto hidden = torch::tanh(torch::mm(x, w.at("w1")) + w.at("b1"));
    return torch::mm(hidden, w.at("w2")) + w.at("b2");
  }
};

// Some steps of gradient descent that can be differentiated themselves.
Weights adapt(Weights weights, const torch::Tensor& x, const torch::Tensor& y, int steps) {
  for (int k = 0; k < steps; ++k) {
    auto loss = torch::mse_loss(Regressor::run(weights, x), y);
    std::vector<torch::Tensor> values;
    for (auto& entry : weights) values.push_back(entry.second);
    auto gradients = torch::autograd::grad({loss}, values, {}, /*retain_graph=*/true, /*create_graph=*/true);
    size_t i = 0;
    for (auto& entry : weights) entry.second = entry.second - 0.01 * gradients[i++];
  }
  return weights;
}

int main() {
  Regressor net;
  std::vector<torch::Tensor> parameters;
  for (auto& entry : net.slow) parameters.push_back(entry.second);
  torch::optim::Adam optimizer(parameters, 1e-3);
  double average = 0;
  for (int64_t iteration = 0; iteration < 1000000; ++iteration) {
    auto outer = torch::zeros({});
    for (int task = 0; task < 4; ++task) {
      auto amplitude = 0.1 + 4.9 * torch::rand({1}), phase = 3.14 * torch::rand({1});
      auto support = 10 * torch::rand({10, 1}) - 5, query = 10 * torch::rand({10, 1}) - 5;
      auto fast = adapt(net.slow, support, amplitude * (support + phase).sin(), 3);
      outer += torch::mse_loss(Regressor::run(fast, query), amplitude * (query + phase).sin());
    }
    optimizer.zero_grad();
    outer.backward();
    optimizer.step();
    average = 0.99 * average + 0.01 * outer.item<double>();
    if (iteration % 100 == 0) std::cout << iteration << " " << average << "\n";
  }
}
