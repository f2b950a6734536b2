// Gradient based MPC for a planar robot with a learned residual dynamics model.
#include <torch/torch.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace robo {

template <class T, std::size_t N>
class RingBuffer {
 public:
  void push(T v) {
    slots_[head_] = std::move(v);
    head_ = (head_ + 1) % N;
    if (size_ < N) ++size_;
  }
  std::size_t size() const { return size_; }
  const T& fromNewest(std::size_t i) const { return slots_[(head_ + N - 1 - i) % N]; }

 private:
  std::array<T, N> slots_{};
  std::size_t head_ = 0;
  std::size_t size_ = 0;
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
  torch::Tensor finalCost;
};

class Planner {
 public:
  torch::Tensor solve(const torch::Tensor& start, const torch::Tensor& goal) {
    auto controls = torch::zeros({kHorizon, 2}, torch::requires_grad());
    torch::optim::Adam opt(std::vector<torch::Tensor>{controls}, torch::optim::AdamOptions(0.05));
    for (int i = 0; i < 6; ++i) {
      opt.zero_grad();
      rollout(start, goal, controls).backward();
      opt.step();
    }
    SolveReport r;
    r.tick = tick_++;
    r.finalCost = rollout(start, goal, controls);
    reports_.push(std::move(r));
    return controls.detach()[0].clone();
  }

  double recentCost() const {
    double acc = 0.0;
    for (std::size_t i = 0; i < reports_.size(); ++i) acc += reports_.fromNewest(i).finalCost.item<double>();
    return reports_.size() ? acc / static_cast<double>(reports_.size()) : 0.0;
  }

  ResidualDynamics& dynamics() { return model_; }

 private:
  static constexpr int64_t kHorizon = 12;

  torch::Tensor rollout(const torch::Tensor& start, const torch::Tensor& goal, const torch::Tensor& controls) {
    auto x = start;
    auto total = torch::zeros({});
    for (int64_t k = 0; k < kHorizon; ++k) {
      x = model_->forward(x, controls[k]);
      total = total + (x - goal).pow(2).sum() + 1e-2 * controls[k].pow(2).sum();
    }
    return total;
  }

  ResidualDynamics model_;
  RingBuffer<SolveReport, 20> reports_;
  long tick_ = 0;
};

}  // namespace robo

int main() {
  torch::manual_seed(3);
  robo::Planner planner;
  auto pose = torch::zeros({4});
  for (long t = 0;; ++t) {
    auto goal = torch::tensor({std::cos(0.01f * t), std::sin(0.01f * t), 0.0f, 0.0f});
    auto u = planner.solve(pose, goal);
    {
      torch::NoGradGuard noGrad;
      pose = planner.dynamics()->forward(pose, u);
    }
    if (t % 100 == 0) std::printf("t=%ld cost=%.4f\n", t, planner.recentCost());
  }
}
