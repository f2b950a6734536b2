// RUN: %check_rule %s
// A graph that backward() was told to retain, and a value that keeps it.
#include "../Inputs/net.h"
#include <vector>

void retained_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  while (more()) {
    Batch b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    opt.zero_grad();
    loss.backward({}, /*retain_graph=*/true);
    opt.step();
    losses.push_back(loss); // WARN: graph-in-container
  }
}

void stored_first_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  while (more()) {
    auto loss = net->forward(nextBatch().data).mean();
    losses.push_back(loss); // WARN: graph-in-container
    loss.backward(torch::Tensor(), true);
    opt.step();
  }
}

void autograd_backward_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> outputs;
  while (more()) {
    Batch b = nextBatch();
    auto out = net->forward(b.data);
    auto a = torch::mse_loss(out, b.target), c = out.abs().mean();
    torch::autograd::backward({a, c}, {}, true);
    opt.step();
    outputs.push_back(out); // WARN: graph-in-container
  }
}

void gradient_graph_bad(Net &net) {
  std::vector<torch::Tensor> penalties;
  while (more()) {
    auto x = nextBatch().data.requires_grad_();
    auto y = net->forward(x);
    auto grads = torch::autograd::grad({y.sum()}, {x}, {}, true,
                                       /*create_graph=*/true);
    auto penalty = (grads[0].norm(2, 1) - 1).pow(2).mean();
    penalty.backward();
    penalties.push_back(penalty); // WARN: graph-in-container
  }
}

// retain_graph alone keeps nothing.
void local_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    auto loss = net->forward(nextBatch().data).mean();
    loss.backward({}, true);
    opt.step();
  }
}

void two_losses_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    Batch b = nextBatch();
    auto out = net->forward(b.data);
    auto first = torch::mse_loss(out, b.target);
    auto second = out.abs().mean();
    opt.zero_grad();
    first.backward({}, true);
    second.backward();
    opt.step();
  }
}

void reassigned_ok(Net &net, torch::optim::SGD &opt) {
  torch::Tensor loss;
  while (more()) {
    loss = net->forward(nextBatch().data).mean();
    loss.backward({}, true);
    opt.step();
  }
}
