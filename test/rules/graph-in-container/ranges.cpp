// RUN: %check_rule --flag=-std=c++20 %s
// The algorithms of std::ranges.
#include "../Inputs/net.h"
#include <algorithm>
#include <vector>

#if __cplusplus >= 202002L
#include <ranges>

using torch::Tensor;

struct Frozen {
  Net net;
  std::vector<Tensor> kept;
  Frozen() {
    std::ranges::for_each(net->parameters(),
                          [](auto &&p) { p.requires_grad_(false); });
  }
  void serve_ok() { kept.push_back(net->forward(nextBatch().data)); }
};

struct Service {
  Net net;
  std::vector<Tensor> kept;
  std::vector<Tensor> several() {
    return {net->forward(nextBatch().data), net->forward(nextBatch().data)};
  }
  void generic_ok() {
    auto outs = several();
    std::ranges::transform(outs, std::back_inserter(kept),
                           [](const auto &t) { return t.detach(); });
  }
  void typed_ok() {
    auto outs = several();
    std::ranges::transform(outs, std::back_inserter(kept),
                           [](const Tensor &t) { return t.detach(); });
  }
  void views_ok() {
    auto outs = several();
    for (auto t :
         outs | std::views::transform([](const auto &t) { return t.detach(); }))
      kept.push_back(t);
  }
  void each_ok() {
    auto outs = several();
    std::ranges::for_each(outs, [](auto &t) { t = t.detach(); });
    for (const auto &t : outs)
      kept.push_back(t);
  }
  void transformed_bad() {
    auto outs = several();
    std::ranges::transform( // WARN: unguarded-inference
        outs, std::back_inserter(kept), [](const auto &t) { return t * 2; });
  }
  void copied_bad() {
    auto outs = several();
    std::ranges::copy( // WARN: unguarded-inference
        outs, std::back_inserter(kept));
  }
  void stores_bad() {
    std::ranges::for_each(several(), [this](const auto &t) {
      kept.push_back(t); // WARN: unguarded-inference
    });
  }
};

void own_range_ok(Net &net, torch::optim::SGD &sgd) {
  std::vector<Tensor> kept;
  while (more()) {
    kept.push_back(net->forward(nextBatch().data));
    kept.back().sum().backward();
    std::ranges::for_each(kept, [](Tensor &t) { t.detach_(); });
    sgd.step();
  }
}
// In C++20, it != end is written as !(it == end).
void iterators_ok(Net &net, torch::optim::SGD &sgd) {
  std::vector<Tensor> kept;
  while (more()) {
    kept.push_back(net->forward(nextBatch().data));
    kept.back().sum().backward();
    for (auto it = kept.begin(); it != kept.end(); ++it)
      *it = it->detach();
    sgd.step();
  }
}
#endif
