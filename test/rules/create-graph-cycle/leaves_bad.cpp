// RUN: %check_rule %s
// Leaves that are made for one step: no optimizer knows their gradients.
#include "../Inputs/net.h"

class Fit {
public:
  void step() {
    auto slope = normals(nextBatch().data).norm();
    opt_.zero_grad();
    slope.backward();
    opt_.step();
  }

private:
  torch::Tensor normals(torch::Tensor points) {
    points.set_requires_grad(true);
    auto distance = net_->forward(points).sum();
    distance.backward({}, true, true); // WARN: create-graph-cycle
    return points.grad();
  }
  Net net_;
  torch::optim::SGD opt_{net_->parameters(), 0.1};
};

void fit_bad(Fit &fit) {
  while (more())
    fit.step();
}
