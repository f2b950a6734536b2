// C++20
#include <torch/torch.h>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <iostream>
#include <ranges>
#include <utility>
#include <variant>
#include <vector>

namespace telemetry {

struct StepDone {
  std::int64_t step;
  torch::Tensor loss;
  double lr;
};

struct EpochDone {
  int epoch;
  std::chrono::milliseconds took;
};

using Event = std::variant<StepDone, EpochDone>;

template <class... Fs>
struct overloaded : Fs... {
  using Fs::operator()...;
};

class EventBus {
 public:
  template <std::invocable<const Event&> F>
  void subscribe(F&& f) {
    handlers_.emplace_back(std::forward<F>(f));
  }

  void publish(const Event& e) const {
    for (const auto& h : handlers_) h(e);
  }

 private:
  std::vector<std::function<void(const Event&)>> handlers_;
};

class Dashboard {
 public:
  explicit Dashboard(EventBus& bus) {
    bus.subscribe([this](const Event& e) { on_event(e); });
  }

 private:
  void on_event(const Event& e) {
    std::visit(overloaded{
                   [this](const StepDone& s) { curve_.push_back(s); },  // WARN: graph-in-container
                   [this](const EpochDone& d) { draw(d); },
               },
               e);
  }

  void draw(const EpochDone& d) const {
    double sum = 0;
    int n = 0;
    for (const auto& s : curve_ | std::views::reverse | std::views::take(50)) {
      sum += s.loss.item<double>();
      ++n;
    }
    std::cout << "epoch " << d.epoch << " mean(50) " << (n ? sum / n : 0.0) << " in " << d.took.count() << "ms\n";
  }

  std::vector<StepDone> curve_;
};

}  // namespace telemetry

class Trainer {
 public:
  explicit Trainer(telemetry::EventBus& bus) : bus_(bus), opt_(net_->parameters(), torch::optim::AdamOptions(1e-3)) {}

  void epoch(int index) {
    const auto begin = std::chrono::steady_clock::now();
    for (int b = 0; b < 128; ++b) {
      auto x = torch::randn({64, 20});
      auto y = x.pow(2).sum(1, true);
      opt_.zero_grad();
      auto loss = torch::mse_loss(net_->forward(x), y);
      loss.backward();
      opt_.step();
      bus_.publish(telemetry::StepDone{.step = step_++, .loss = loss, .lr = 1e-3});
    }
    const auto took = std::chrono::steady_clock::now() - begin;
    bus_.publish(telemetry::EpochDone{
        .epoch = index, .took = std::chrono::duration_cast<std::chrono::milliseconds>(took)});
  }

 private:
  telemetry::EventBus& bus_;
  torch::nn::Sequential net_{torch::nn::Linear(20, 128), torch::nn::ReLU(), torch::nn::Linear(128, 1)};
  torch::optim::Adam opt_;
  std::int64_t step_ = 0;
};

int main() {
  telemetry::EventBus bus;
  telemetry::Dashboard board(bus);
  Trainer trainer(bus);
  for (int e = 0;; ++e) trainer.epoch(e);
}
