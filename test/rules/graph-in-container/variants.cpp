// RUN: %check_rule %s
// Events in variants, and what their visitors keep.
#include "../Inputs/net.h"
#include <functional>
#include <variant>
#include <vector>

using torch::Tensor;

struct StepDone {
  Tensor loss, data;
};
struct EpochDone {
  int epoch = 0;
};
using Event = std::variant<StepDone, EpochDone>;

template <class... Parts> struct overloaded : Parts... {
  using Parts::operator()...;
};
template <class... Parts> overloaded(Parts...) -> overloaded<Parts...>;

struct Curve {
  std::vector<Tensor> kept;
  void handle_bad(const Event &event) {
    std::visit(overloaded{
                   [this](const StepDone &step) {
                     kept.push_back(step.loss); // WARN: unguarded-inference
                   },
                   [](const EpochDone &) {},
               },
               event);
  }
};
struct Generic {
  std::vector<Tensor> kept;
  void handle_bad(const Event &event) {
    std::visit(
        [this](const auto &what) {
          if constexpr (std::is_same_v<std::decay_t<decltype(what)>, StepDone>)
            kept.push_back(what.loss); // WARN: unguarded-inference
        },
        event);
  }
};
struct Cut {
  std::vector<Tensor> kept;
  void handle_ok(const Event &event) {
    std::visit(overloaded{
                   [this](const StepDone &step) {
                     kept.push_back(step.loss.detach());
                   },
                   [](const EpochDone &) {},
               },
               event);
  }
};
struct PerEpoch {
  std::vector<Tensor> kept;
  void handle_ok(const Event &event) {
    std::visit(overloaded{
                   [this](const StepDone &step) { kept.push_back(step.loss); },
                   [this](const EpochDone &) { kept.clear(); },
               },
               event);
  }
};
struct Asked {
  std::vector<Tensor> kept;
  void handle_bad(const Event &event) {
    if (std::holds_alternative<StepDone>(event))
      kept.push_back( // WARN: unguarded-inference
          std::get<StepDone>(event).loss);
  }
};
struct Bus {
  std::vector<std::function<void(const Event &)>> handlers;
  template <class Handler> void subscribe(Handler &&handler) {
    handlers.emplace_back(std::forward<Handler>(handler));
  }
  void publish(const Event &event) const {
    for (const auto &handler : handlers)
      handler(event);
  }
};
// An event without tensors says nothing about those with tensors.
struct Dashboard {
  std::vector<StepDone> kept;
  explicit Dashboard(Bus &bus) {
    bus.subscribe([this](const Event &event) { on_event(event); });
  }
  void on_event(const Event &event) {
    if (const auto *step = std::get_if<StepDone>(&event))
      kept.push_back(*step); // WARN: unguarded-inference
  }
};

int main() {
  Net net;
  Curve curve;
  Generic generic;
  Cut cut;
  PerEpoch per_epoch;
  Asked asked;
  Bus bus;
  Dashboard dashboard(bus);
  while (true) {
    Event event = StepDone{net->forward(nextBatch().data), nextBatch().data};
    curve.handle_bad(event);
    generic.handle_bad(event);
    cut.handle_ok(event);
    per_epoch.handle_ok(event);
    per_epoch.handle_ok(EpochDone{3});
    asked.handle_bad(event);
    bus.publish(event);
    bus.publish(EpochDone{3});
  }
}
