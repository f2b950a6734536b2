#include <torch/torch.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <utility>

// Reptile style meta training. After the inner adaptation each task reports a sharpness estimate
// (norm of the gradient of the gradient norm), used to weight the outer step.

namespace meta {

struct Task {
  double amplitude, phase;
  std::pair<torch::Tensor, torch::Tensor> draw(int64_t n) const {
    auto x = torch::rand({n, 1}) * 10 - 5;
    return {x, amplitude * torch::sin(x + phase)};
  }
};

class TaskSource {
 public:
  explicit TaskSource(unsigned seed) : rng_(seed) {}
  Task next() { return {amp_(rng_), ph_(rng_)}; }

 private:
  std::mt19937 rng_;
  std::uniform_real_distribution<double> amp_{0.1, 5.0}, ph_{0.0, 3.14159};
};

struct RegressorImpl : torch::nn::Module {
  explicit RegressorImpl(int64_t width)
      : a(register_module("a", torch::nn::Linear(1, width))),
        b(register_module("b", torch::nn::Linear(width, width))),
        c(register_module("c", torch::nn::Linear(width, 1))) {}
  torch::Tensor forward(torch::Tensor x) { return c(torch::tanh(b(torch::tanh(a(x))))); }
  torch::nn::Linear a, b, c;
};
TORCH_MODULE(Regressor);

void copy_weights(torch::nn::Module& from, torch::nn::Module& to) {
  torch::NoGradGuard ng;
  auto src = from.parameters();
  auto dst = to.parameters();
  for (size_t i = 0; i < src.size(); ++i) dst[i].copy_(src[i]);
}

double adapt(Regressor& learner, const Task& task, int steps, double lr) {
  torch::optim::SGD sgd(learner->parameters(), torch::optim::SGDOptions(lr));
  double last = 0.0;
  for (int k = 0; k < steps; ++k) {
    auto [x, y] = task.draw(20);
    sgd.zero_grad();
    auto loss = torch::mse_loss(learner(x), y);
    loss.backward();
    sgd.step();
    last = loss.item<double>();
  }
  sgd.zero_grad();
  return last;
}

double sharpness(Regressor& learner, const Task& task) {
  auto [x, y] = task.draw(100);
  auto loss = torch::mse_loss(learner(x), y);
  loss.backward({}, /*retain_graph=*/true, /*create_graph=*/true);  // WARN: create-graph-cycle
  auto w = learner->b->weight;
  auto slope = w.grad().norm();
  auto second = torch::autograd::grad({slope}, {w});
  return second[0].norm().item<double>();
}

void outer_step(Regressor& base, Regressor& learner, double rate) {
  torch::NoGradGuard ng;
  auto p = base->parameters();
  auto q = learner->parameters();
  for (size_t i = 0; i < p.size(); ++i) p[i].add_(q[i] - p[i], rate);
}

}  // namespace meta

int main(int argc, char** argv) {
  const long rounds = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 30000;
  torch::manual_seed(3);
  meta::TaskSource tasks(3);
  meta::Regressor base(128);
  double running = 0.0;
  for (long r = 0; r < rounds; ++r) {
    const auto task = tasks.next();
    meta::Regressor learner(128);
    meta::copy_weights(*base, *learner);
    const double fit = meta::adapt(learner, task, 8, 0.02);
    const double curve = meta::sharpness(learner, task);
    meta::outer_step(base, learner, 0.1 / (1.0 + 0.01 * curve));
    running = 0.99 * running + 0.01 * fit;
    if (r % 500 == 0) std::cout << r << " fit " << running << " sharpness " << curve << "\n";
  }
  torch::save(base, "reptile.pt");
}
