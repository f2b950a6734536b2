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

// A helper makes the leaf.
struct Solver {
  Net net{1, 1};
  torch::optim::SGD sgd{net->parameters(), 0.1};
  torch::Tensor sample() {
    return (torch::rand({8, 1}) * 3).requires_grad_(true);
  }
  torch::Tensor residual(const torch::Tensor &t) {
    auto u = net->forward(t);
    u.sum().backward({}, std::nullopt, true); // WARN: create-graph-cycle
    return t.grad() + u;
  }
  void iterate() {
    auto loss = residual(sample()).pow(2).mean();
    sgd.zero_grad();
    loss.backward();
    sgd.step();
  }
};
void solver_bad() {
  Solver solver;
  while (more())
    solver.iterate();
}

// A helper runs the model, which another function made.
torch::Tensor loss_of(Net &head, const torch::Tensor &x) {
  return head->forward(x).sum();
}
double probe(Net &head, const torch::Tensor &x) {
  loss_of(head, x).backward({}, std::nullopt, true); // WARN: create-graph-cycle
  return 0;
}
void heads_bad() {
  while (more()) {
    Net head;
    probe(head, nextBatch().data);
  }
}
