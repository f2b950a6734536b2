// Model-agnostic meta-learning on sine waves (second order).
#include <torch/torch.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <utility>
#include <vector>

using torch::Tensor;
using Weights = std::vector<Tensor>;

namespace maml {

struct Config {
  int inner_steps = 3;
  int tasks_per_batch = 8;
  int64_t shots = 10;
  int64_t hidden = 40;
  double inner_lr = 0.01;
  double outer_lr = 1e-3;
};

struct Task {
  double amplitude, phase;

  static Task random() {
    return {0.1 + 4.9 * torch::rand({1}).item<double>(), M_PI * torch::rand({1}).item<double>()};
  }
  std::pair<Tensor, Tensor> draw(int64_t n) const {
    Tensor x = torch::rand({n, 1}) * 10.0 - 5.0;
    return {x, amplitude * torch::sin(x + phase)};
  }
};

Weights init_weights(const Config& cfg) {
  auto layer = [](int64_t in, int64_t out) {
    return (torch::randn({in, out}) * std::sqrt(2.0 / static_cast<double>(in))).requires_grad_();
  };
  auto bias = [](int64_t n) { return torch::zeros({n}, torch::requires_grad()); };
  return {layer(1, cfg.hidden), bias(cfg.hidden), layer(cfg.hidden, cfg.hidden), bias(cfg.hidden),
          layer(cfg.hidden, 1), bias(1)};
}

Tensor predict(const Weights& w, const Tensor& x) {
  Tensor h = torch::tanh(torch::addmm(w[1], x, w[0]));
  h = torch::tanh(torch::addmm(w[3], h, w[2]));
  return torch::addmm(w[5], h, w[4]);
}

Weights adapt(const Config& cfg, const Weights& meta, const Tensor& x, const Tensor& y) {
  Weights fast = meta;
  for (int k = 0; k < cfg.inner_steps; ++k) {
    Tensor loss = torch::mse_loss(predict(fast, x), y);
    auto grads = torch::autograd::grad({loss}, fast, /*grad_outputs=*/{}, /*retain_graph=*/true,
                                       /*create_graph=*/true);
    for (size_t i = 0; i < fast.size(); ++i) {
      fast[i] = fast[i] - cfg.inner_lr * grads[i];
    }
  }
  return fast;
}

class MetaLearner {
 public:
  explicit MetaLearner(const Config& cfg)
      : cfg_(cfg), weights_(init_weights(cfg)), opt_(weights_, torch::optim::AdamOptions(cfg.outer_lr)) {}

  double meta_step() {
    Tensor meta_loss = torch::zeros({});
    std::vector<Tensor> query_losses;
    for (int t = 0; t < cfg_.tasks_per_batch; ++t) {
      const Task task = Task::random();
      auto [xs, ys] = task.draw(cfg_.shots);
      auto [xq, yq] = task.draw(cfg_.shots);
      Weights fast = adapt(cfg_, weights_, xs, ys);
      query_losses.push_back(torch::mse_loss(predict(fast, xq), yq));
      meta_loss += query_losses.back();
    }
    meta_loss = meta_loss / cfg_.tasks_per_batch;

    opt_.zero_grad();
    meta_loss.backward();
    opt_.step();

    worst_ = torch::stack(query_losses).max().item<double>();
    running_ = running_ < 0 ? meta_loss.item<double>() : 0.99 * running_ + 0.01 * meta_loss.item<double>();
    return running_;
  }

  double worst() const { return worst_; }

 private:
  Config cfg_;
  Weights weights_;
  torch::optim::Adam opt_;
  double running_ = -1.0;
  double worst_ = 0.0;
};

}  // namespace maml

int main(int argc, char** argv) {
  const long iterations = argc > 1 ? std::atol(argv[1]) : 500000L;
  torch::manual_seed(3);
  maml::MetaLearner learner{maml::Config{}};
  for (long i = 0; i < iterations; ++i) {
    const double loss = learner.meta_step();
    if (i % 200 == 0) std::cout << i << ": " << loss << " (worst task " << learner.worst() << ")\n";
  }
}
