// RUN: %check_rule %s
// Static locals: their initializer runs once, and is no reset.
#include "../Inputs/net.h"

using torch::Tensor;

Tensor smooth_bad(Net &net) {
  static Tensor average = torch::zeros({4});
  auto out = net->forward(nextBatch().data);
  average = average * 0.9 + out * 0.1; // WARN: graph-accumulation
  return average.detach();
}

Tensor recur_bad(torch::nn::GRUCell &cell) {
  static Tensor h = torch::zeros({1, 4});
  h = cell->forward(nextBatch().data, h); // WARN: recurrent-state
  return h.detach();
}

Tensor smooth_ok(Net &net) {
  static Tensor average = torch::zeros({4});
  average = average * 0.9 + net->forward(nextBatch().data).detach() * 0.1;
  return average;
}

Tensor recur_ok(torch::nn::GRUCell &cell, bool first) {
  static Tensor h = torch::zeros({1, 4});
  if (first)
    h = torch::zeros({1, 4});
  h = cell->forward(nextBatch().data, h).detach();
  return h;
}
