// Gradient based MPC for a planar robot with a learned residual dynamics model.
#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <deque>
#include <memory>
#include <vector>

namespace robo {

struct PlannerConfig {
  int horizon = 12;
  int inner_iterations = 6;
  double lr = 0.05;
  double control_weight = 1e-2;
};

class ResidualDynamicsImpl : public torch::nn::Module {
 public:
  ResidualDynamicsImpl() {
    in_ = register_module("in", torch::nn::Linear(6, 64));
    out_ = register_module("out", torch::nn::Linear(64, 4));
  }

  torch::Tensor forward(const torch::Tensor& state, const torch::Tensor& u) {
    auto z = torch::cat({state, u}, -1);
    return state + 0.1 * out_(torch::tanh(in_(z)));
  }

 private:
  torch::nn::Linear in_{nullptr};
  torch::nn::Linear out_{nullptr};
};
TORCH_MODULE(ResidualDynamics);

struct SolveReport {
  long tick = 0;
  int iterations = 0;
  torch::Tensor finalCost;
};

class Planner {
 public:
  explicit Planner(PlannerConfig cfg) : cfg_(cfg) {}

  torch::Tensor solve(const torch::Tensor& start, const torch::Tensor& goal) {
    auto controls = torch::zeros({cfg_.horizon, 2}, torch::requires_grad());
    torch::optim::Adam opt(std::vector<torch::Tensor>{controls}, torch::optim::AdamOptions(cfg_.lr));
    torch::Tensor cost;
    for (int i = 0; i < cfg_.inner_iterations; ++i) {
      opt.zero_grad();
      cost = rollout(start, goal, controls);
      cost.backward();
      opt.step();
    }
    cost = rollout(start, goal, controls);
    finish(cost);
    return controls.detach()[0].clone();
  }

  double recentCost(std::size_t window) const {
    double acc = 0.0;
    std::size_t n = 0;
    for (auto it = reports_.rbegin(); it != reports_.rend() && n < window; ++it, ++n)
      acc += it->finalCost.item<double>();
    return n ? acc / static_cast<double>(n) : 0.0;
  }

  ResidualDynamics& dynamics() { return model_; }

 private:
  torch::Tensor rollout(const torch::Tensor& start, const torch::Tensor& goal,
                        const torch::Tensor& controls) {
    auto x = start;
    auto total = torch::zeros({});
    for (int k = 0; k < cfg_.horizon; ++k) {
      x = model_->forward(x, controls[k]);
      total = total + (x - goal).pow(2).sum() + cfg_.control_weight * controls[k].pow(2).sum();
    }
    return total;
  }

  void finish(const torch::Tensor& cost) {
    SolveReport r;
    r.tick = tick_++;
    r.iterations = cfg_.inner_iterations;
    r.finalCost = cost;
    reports_.push_back(std::move(r));  // WARN: graph-in-container
  }

  PlannerConfig cfg_;
  ResidualDynamics model_;
  std::deque<SolveReport> reports_;
  long tick_ = 0;
};

}  // namespace robo

int main() {
  torch::manual_seed(3);
  robo::Planner planner(robo::PlannerConfig{});
  auto pose = torch::zeros({4});
  for (long t = 0;; ++t) {
    auto goal = torch::tensor({std::cos(0.01f * t), std::sin(0.01f * t), 0.0f, 0.0f});
    auto u = planner.solve(pose, goal);
    {
      torch::NoGradGuard noGrad;
      pose = planner.dynamics()->forward(pose, u);
    }
    if (t % 100 == 0) std::printf("t=%ld cost=%.4f\n", t, planner.recentCost(20));
  }
}
