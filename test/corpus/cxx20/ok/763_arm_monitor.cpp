// C++20
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

// Joint-torque anomaly monitor; one background thread per arm.

struct TorqueFilterImpl : torch::nn::Module {
  TorqueFilterImpl()
      : cell(register_module("cell", torch::nn::GRUCell(7, 32))), score(register_module("score", torch::nn::Linear(32, 1))) {}
  torch::nn::GRUCell cell;
  torch::nn::Linear score;
};
TORCH_MODULE(TorqueFilter);

struct Reading {
  std::uint64_t tick = 0;
  torch::Tensor score;
};

template <std::size_t N>
class RecentReadings {
 public:
  void put(Reading r) {
    std::scoped_lock lock(m_);
    slots_[next_++ % N] = std::move(r);
  }

  float worst() const {
    std::scoped_lock lock(m_);
    float w = 0;
    for (const auto& r : slots_)
      if (r.score.defined()) w = std::max(w, r.score.template item<float>());
    return w;
  }

 private:
  mutable std::mutex m_;
  std::array<Reading, N> slots_;
  std::size_t next_ = 0;
};

class ArmMonitor {
 public:
  ArmMonitor(TorqueFilter filter, double offset)
      : filter_(std::move(filter)), offset_(offset), thread_([this](std::stop_token st) { watch(st); }) {}

  float worst() const { return recent_.worst(); }

 private:
  void watch(const std::stop_token& st) {
    torch::NoGradGuard no_grad;
    while (!st.stop_requested()) {
      cycle();
      std::this_thread::sleep_for(1ms);
    }
  }

  void cycle() {
    auto torque = torch::randn({1, 7}) * 0.2 + offset_;
    state_ = filter_->cell->forward(torque, state_);
    auto s = torch::sigmoid(filter_->score->forward(state_)).squeeze();
    baseline_.lerp_(s, 0.01);
    recent_.put({.tick = tick_++, .score = (s - baseline_).abs()});
  }

  TorqueFilter filter_;
  double offset_;
  torch::Tensor state_ = torch::zeros({1, 32});
  torch::Tensor baseline_ = torch::zeros({});
  std::uint64_t tick_ = 0;
  RecentReadings<64> recent_;
  std::jthread thread_;
};

int main() {
  TorqueFilter filter;
  filter->eval();
  ArmMonitor left(filter, 0.1), right(filter, -0.1);
  for (;;) {
    std::this_thread::sleep_for(5s);
    std::cout << "left " << left.worst() << " right " << right.worst() << std::endl;
  }
}
