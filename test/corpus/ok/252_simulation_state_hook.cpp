#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <vector>

// The state of the simulation is cut from its past by the hooks that run after a step.
class Simulator {
 public:
  using Hook = std::function<void(torch::Tensor&)>;

  explicit Simulator(torch::Tensor state) : state_(std::move(state)) { after_.push_back(&Simulator::forget); }

  void on_step(Hook hook) { after_.push_back(std::move(hook)); }

  void advance(double dt) {
    state_ = state_ + dt * field(state_);
    for (auto& hook : after_) hook(state_);
  }

 private:
  static void forget(torch::Tensor& state) { state.detach_(); }

  torch::Tensor field(const torch::Tensor& x) { return b_(torch::tanh(a_(x))); }

  torch::nn::Linear a_{4, 32}, b_{32, 4};
  torch::Tensor state_;
  std::vector<Hook> after_;
};

struct Monitor {
  int64_t steps = 0;
  void operator()(torch::Tensor& state) {
    if (++steps % 1000 == 0) std::cout << steps << ": " << state.norm().item<float>() << "\n";
  }
};

int main() {
  Simulator simulator(torch::randn({64, 4}));
  simulator.on_step(Monitor{});
  simulator.on_step([](torch::Tensor& state) { state.clamp_(-10, 10); });
  while (true) {
    simulator.advance(0.01);
  }
}
