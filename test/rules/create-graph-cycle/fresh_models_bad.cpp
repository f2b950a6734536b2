// RUN: %check_rule %s
// A model for each round: what was cleared before the backward does not help,
// and nobody can clear it afterwards.
#include "../Inputs/net.h"

using torch::Tensor;

void fit(Net &net) {
  torch::optim::SGD sgd(net->parameters(), 0.1);
  for (int i = 0; i < 10; ++i) {
    sgd.zero_grad();
    net->forward(nextBatch().data).mean().backward();
    sgd.step();
  }
  sgd.zero_grad();
}
double sharpness(Net &net) {
  auto loss = net->forward(nextBatch().data).mean();
  loss.backward({}, true, true); // WARN: create-graph-cycle
  return net->fc1->weight.grad().norm().item().toDouble();
}
double sharpnessThenCleared(Net &net) {
  auto loss = net->forward(nextBatch().data).mean();
  loss.backward({}, true, true);
  double norm = net->fc1->weight.grad().norm().item().toDouble();
  net->zero_grad();
  return norm;
}

void bad() {
  while (more()) {
    Net net(16, 4);
    fit(net);
    sharpness(net);
  }
}
void cleared_ok() {
  while (more()) {
    Net net(16, 4);
    fit(net);
    sharpnessThenCleared(net);
  }
}
