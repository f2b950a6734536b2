// RUN: %check_rule %s
// Gradients that are dropped, have no graph, or are returned instead.
#include "../Inputs/net.h"
#include <cstdio>

void cleared_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    auto b = nextBatch();
    opt.zero_grad();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    loss.backward({}, true, true);
    opt.step();
  }
}

void cleared_by_the_model_ok(Net &net) {
  while (more()) {
    auto b = nextBatch();
    torch::mse_loss(net->forward(b.data), b.target).backward({}, true, true);
    net->zero_grad();
  }
}

void dropped_ok(torch::Tensor data) {
  while (more()) {
    auto w = torch::randn({16, 4}).requires_grad_();
    torch::matmul(data, w).pow(2).sum().backward({}, true, true);
    w.mutable_grad() = torch::Tensor();
  }
}

void returned_ok(torch::Tensor data) {
  while (more()) {
    auto w = torch::randn({16, 4}).requires_grad_();
    auto loss = torch::matmul(data, w).pow(2).sum();
    auto g = torch::autograd::grad({loss}, {w}, {}, true, true);
    printf("%f\n", g[0].norm().item<float>());
  }
}

void without_graph_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    auto b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    loss.backward({}, /*retain_graph=*/true);
    loss.backward({}, false, /*create_graph=*/false);
    opt.step();
  }
}

class Penalized {
public:
  void step(const Batch &b) {
    clear();
    torch::mse_loss(net_->forward(b.data), b.target).backward({}, true, true);
    opt_.step();
  }

private:
  void clear() { opt_.zero_grad(); }
  Net net_;
  torch::optim::SGD opt_{net_->parameters(), 0.1};
};

static void twice(const torch::Tensor &loss) { loss.backward({}, true, true); }

void cleared_by_the_caller_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    auto b = nextBatch();
    opt.zero_grad();
    twice(torch::mse_loss(net->forward(b.data), b.target));
    opt.step();
  }
}

int main() {
  torch::Tensor w = torch::randn({4}).requires_grad_();
  w.pow(2).sum().backward({}, true, true);
}
