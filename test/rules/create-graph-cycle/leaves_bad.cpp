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

// The caller makes the leaf; its optimizer knows the model only.
class Residual {
public:
  void step() {
    auto points = torch::rand({64, 16}, torch::requires_grad());
    auto slope = slope_of(points);
    opt_.zero_grad();
    slope.pow(2).mean().backward();
    opt_.step();
  }

private:
  torch::Tensor slope_of(const torch::Tensor &points) {
    auto u = net_->forward(points);
    u.backward(torch::ones_like(u), true, true); // WARN: create-graph-cycle
    return points.grad();
  }
  Net net_;
  torch::optim::SGD opt_{net_->parameters(), 0.1};
};

void residual_bad(Residual &residual) {
  while (more())
    residual.step();
}

// Fast weights, made anew from a start in each round.
void fast_weights_bad(torch::Tensor start, torch::Tensor rate,
                      torch::optim::SGD &opt) {
  while (more()) {
    auto weight = start.clone().requires_grad_();
    auto loss = nextBatch().data.mm(weight).tanh().sum();
    loss.backward({}, c10::nullopt, true); // WARN: create-graph-cycle
    auto outer = (weight - rate * weight.grad()).sum();
    opt.zero_grad();
    outer.backward();
    opt.step();
  }
}
