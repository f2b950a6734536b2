// RUN: %check_rule %s
// Generic lambdas that algorithms run, and what they do to each element.
#include "../Inputs/net.h"
#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <tuple>
#include <vector>

using torch::Tensor;

std::vector<Tensor> several(Net &net) {
  return {net->forward(nextBatch().data), net->forward(nextBatch().data)};
}

struct Frozen {
  Net net;
  std::vector<Tensor> kept;
  Frozen() {
    auto all = net->parameters();
    std::for_each(all.begin(), all.end(),
                  [](auto &p) { p.requires_grad_(false); });
  }
  void serve_ok() { kept.push_back(net->forward(nextBatch().data)); }
};

struct Detached {
  Net net;
  std::vector<Tensor> kept;
  void transformed_ok() {
    auto outs = several(net);
    std::transform(outs.begin(), outs.end(), std::back_inserter(kept),
                   [](const auto &t) { return t.detach(); });
  }
  void over_itself_ok() {
    auto outs = several(net);
    std::transform(outs.begin(), outs.end(), outs.begin(),
                   [](auto t) { return t.detach(); });
    kept.insert(kept.end(), outs.begin(), outs.end());
  }
  void by_name_ok() {
    auto cut = [](auto &&t) { return t.detach(); };
    auto outs = several(net);
    std::transform(outs.begin(), outs.end(), std::back_inserter(kept), cut);
  }
  void method_ok() {
    auto outs = several(net);
    std::transform(outs.begin(), outs.end(), std::back_inserter(kept),
                   std::mem_fn(&Tensor::detach));
  }
  void numbers_ok() {
    auto outs = several(net);
    sums.push_back(std::accumulate(outs.begin(), outs.end(), 0.f,
                                   [](float sum, const auto &t) {
                                     return sum + t.template item<float>();
                                   }));
  }
  std::vector<float> sums;
  // Who knows what it does.
  std::function<Tensor(const Tensor &)> post;
  void given_ok() {
    auto outs = several(net);
    std::transform(outs.begin(), outs.end(), std::back_inserter(kept), post);
  }
};

struct Carried {
  torch::nn::LSTM lstm{torch::nn::LSTMOptions(4, 4)};
  std::vector<Tensor> states{2};
  std::tuple<Tensor, Tensor> state;

  void list_ok() {
    auto [out, next] =
        lstm->forward(nextBatch().data, std::make_tuple(states[0], states[1]));
    states[0] = std::get<0>(next);
    states[1] = std::get<1>(next);
    std::for_each(states.begin(), states.end(),
                  [](auto &s) { s = s.detach(); });
  }
  void pack_ok() {
    auto [out, next] = lstm->forward(nextBatch().data, state);
    state = std::apply(
        [](const auto &...s) { return std::make_tuple(s.detach()...); }, next);
  }
  void in_place_ok() {
    auto [out, next] = lstm->forward(nextBatch().data, state);
    state = next;
    std::apply([](auto &...s) { (s.detach_(), ...); }, state);
  }
  std::array<Tensor, 2> pair;
  void array_ok() {
    auto [out, next] =
        lstm->forward(nextBatch().data, std::make_tuple(pair[0], pair[1]));
    pair = {std::get<0>(next), std::get<1>(next)};
    std::apply([](auto &...s) { (s.detach_(), ...); }, pair);
  }
  void typed_ok() {
    auto [out, next] = lstm->forward(nextBatch().data, state);
    state = std::apply(
        [](const Tensor &h, const Tensor &c) {
          return std::make_tuple(h.detach(), c.detach());
        },
        next);
  }
};

template <typename... Ts>
std::tuple<Ts...> repackage(const std::tuple<Ts...> &state) {
  return std::apply(
      [](const auto &...t) { return std::make_tuple(t.detach()...); }, state);
}

void language_model_ok(torch::nn::LSTM &lstm, torch::optim::SGD &opt) {
  std::tuple<Tensor, Tensor> hidden;
  while (more()) {
    hidden = repackage(hidden);
    Tensor out;
    std::tie(out, hidden) = lstm->forward(nextBatch().data, hidden);
    opt.zero_grad();
    out.mean().backward();
    opt.step();
  }
}
