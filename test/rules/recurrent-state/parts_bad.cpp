// RUN: %check_rule %s
// One part of a state is cut, the other is forgotten.
#include "../Inputs/net.h"
#include <tuple>

using State = std::tuple<torch::Tensor, torch::Tensor>;

void cell_forgotten_bad(torch::nn::LSTM &lstm) {
  State state{torch::zeros({1, 1, 8}), torch::zeros({1, 1, 8})};
  while (more()) {
    torch::Tensor out;
    std::tie(out, state) = // WARN: recurrent-state
        lstm->forward(nextBatch().data, state);
    std::get<0>(state).detach_();
  }
}
