// RUN: %check_rule %s
// Leaves of one step whose gradients are dropped, or never kept.
#include "../Inputs/net.h"

class Fit {
public:
  void step() {
    auto slope = normals(nextBatch().data).norm();
    opt_.zero_grad();
    slope.backward();
    opt_.step();
    points_.mutable_grad().reset();
  }

private:
  torch::Tensor normals(torch::Tensor points) {
    points.set_requires_grad(true);
    points_ = points;
    auto distance = net_->forward(points).sum();
    distance.backward({}, true, true);
    return points.grad();
  }
  Net net_;
  torch::Tensor points_;
  torch::optim::SGD opt_{net_->parameters(), 0.1};
};

void fit_ok(Fit &fit) {
  while (more())
    fit.step();
}

// An optimizer of the function itself knows the leaf.
void latent_ok(Net &net) {
  while (more()) {
    auto latent = torch::zeros({1, 16}).requires_grad_();
    torch::optim::SGD opt({latent}, 0.1);
    for (int i = 0; i < 10; ++i) {
      opt.zero_grad();
      net->forward(latent).sum().backward({}, true, true);
      opt.step();
    }
    opt.zero_grad();
  }
}
