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

// The caller drops the gradient of the leaf that it made.
class Residual {
public:
  void step() {
    auto points = torch::rand({64, 16}, torch::requires_grad());
    auto slope = slope_of(points);
    opt_.zero_grad();
    slope.pow(2).mean().backward();
    opt_.step();
    points.mutable_grad() = torch::Tensor();
  }

private:
  torch::Tensor slope_of(const torch::Tensor &points) {
    auto u = net_->forward(points);
    u.backward(torch::ones_like(u), true, true);
    return points.grad();
  }
  Net net_;
  torch::optim::SGD opt_{net_->parameters(), 0.1};
};

void residual_ok(Residual &residual) {
  while (more())
    residual.step();
}

// What the gradient owns is cut in place.
void cut_gradient_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    auto x = torch::rand({64, 16}, torch::requires_grad());
    net->forward(x).pow(2).sum().backward({}, true, true);
    auto penalty = x.grad().norm();
    opt.zero_grad();
    penalty.backward();
    opt.step();
    x.grad().detach_();
  }
}

// An optimizer is made for the leaf, and drops its gradient.
void attack_ok(Net &net) {
  while (more()) {
    auto delta = torch::zeros({1, 16}).requires_grad_();
    torch::optim::LBFGS opt({delta});
    net->forward(delta).pow(2).sum().backward({}, true, true);
    opt.zero_grad();
  }
}
