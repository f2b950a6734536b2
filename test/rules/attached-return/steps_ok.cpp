// RUN: %check_rule %s
// Results that are used up, cut, or returned for a backward that is to come.
#include "../Inputs/net.h"
#include <cstdio>
#include <vector>

static torch::Tensor train(Net &net, torch::optim::SGD &opt, const Batch &b) {
  opt.zero_grad();
  auto loss = torch::mse_loss(net->forward(b.data), b.target);
  loss.backward();
  opt.step();
  return loss;
}

void printed_ok(Net &net, torch::optim::SGD &opt) {
  double total = 0;
  while (more())
    total += train(net, opt, nextBatch()).item<double>();
  printf("%f\n", total);
}

void detached_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> history;
  while (more())
    history.push_back(train(net, opt, nextBatch()).detach());
}

void last_one_ok(Net &net, torch::optim::SGD &opt) {
  torch::Tensor last;
  while (more())
    last = train(net, opt, nextBatch());
}

static torch::Tensor detachedStep(Net &net, torch::optim::SGD &opt) {
  auto b = nextBatch();
  opt.zero_grad();
  auto loss = torch::mse_loss(net->forward(b.data), b.target);
  loss.backward();
  opt.step();
  return loss.detach();
}

void cut_inside_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> history;
  while (more())
    history.push_back(detachedStep(net, opt));
}

static torch::Tensor lossOf(Net &net, const Batch &b) {
  return torch::mse_loss(net->forward(b.data), b.target);
}

void summed_by_the_caller_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    std::vector<torch::Tensor> losses;
    for (int k = 0; k < 4; ++k)
      losses.push_back(lossOf(net, nextBatch()));
    opt.zero_grad();
    torch::stack(losses).sum().backward();
    opt.step();
  }
}

void closure_ok(Net &net, torch::optim::LBFGS &opt) {
  while (more()) {
    auto b = nextBatch();
    opt.step([&] {
      opt.zero_grad();
      auto loss = lossOf(net, b);
      loss.backward();
      return loss;
    });
  }
}
