// RUN: %check_rule %s
// Generic lambdas that algorithms run, and that keep history.
#include "../Inputs/net.h"
#include <algorithm>
#include <tuple>
#include <vector>

using torch::Tensor;

struct Service {
  Net net;
  std::vector<Tensor> kept;
  std::vector<Tensor> several() {
    return {net->forward(nextBatch().data), net->forward(nextBatch().data)};
  }
  void transformed_bad() {
    auto outs = several();
    std::transform( // WARN: unguarded-inference
        outs.begin(), outs.end(), std::back_inserter(kept),
        [](const auto &t) { return t * 2; });
  }
  void stores_bad() {
    auto outs = several();
    std::for_each(outs.begin(), outs.end(), [this](const auto &t) {
      kept.push_back(t); // WARN: unguarded-inference
    });
  }
  void invoked_bad() {
    auto keep = [this](const auto &t) {
      kept.push_back(t); // WARN: unguarded-inference
    };
    for (const auto &t : several())
      keep(t);
  }
};

struct Carried {
  torch::nn::LSTM lstm{torch::nn::LSTMOptions(4, 4)};
  std::tuple<Tensor, Tensor> state;
  void scaled_bad() {
    auto [out, next] = lstm->forward(nextBatch().data, state);
    state = std::apply( // WARN: recurrent-state
        [](const auto &h, const auto &c) {
          return std::make_tuple(h * 0.9, c * 0.9);
        },
        next);
  }
};
