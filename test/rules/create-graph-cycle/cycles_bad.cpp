// RUN: %check_rule %s
// Gradients that have a graph, and that nobody drops.
#include "../Inputs/net.h"

void fresh_leaf_bad(torch::Tensor data) {
  while (more()) {
    auto w = torch::randn({16, 4}).requires_grad_();
    auto loss = torch::matmul(data, w).pow(2).sum();
    loss.backward({}, c10::nullopt, /*create_graph=*/true); // WARN: create-graph-cycle
  }
}

void never_cleared_bad(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    auto b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    loss.backward({}, true, true); // WARN: create-graph-cycle
    opt.step();
  }
}

void free_function_bad(Net &net) {
  while (more()) {
    auto b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    torch::autograd::backward({loss}, {}, c10::nullopt, true); // WARN: create-graph-cycle
  }
}

float curvature_bad(Net &net, const Batch &b) {
  auto loss = torch::mse_loss(net->forward(b.data), b.target);
  loss.backward({}, true, true); // WARN: create-graph-cycle // NOTE: is called again and again
  return net->fc1->weight.grad().norm().item<float>();
}
