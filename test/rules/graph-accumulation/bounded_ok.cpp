// RUN: %check_rule %s
// Sums that are there to be used, set anew, cut, or made of numbers.
#include "../Inputs/net.h"
#include <cstdio>
#include <functional>
#include <cstdio>
#include <vector>

void several_losses_ok(Net &net, torch::optim::SGD &opt,
                       const std::vector<Batch> &tasks) {
  while (more()) {
    opt.zero_grad();
    auto total = torch::zeros({});
    for (const auto &b : tasks)
      total = total + torch::mse_loss(net->forward(b.data), b.target);
    total.backward();
    opt.step();
  }
}

void accumulated_rounds_ok(Net &net, torch::optim::SGD &opt) {
  torch::Tensor total = torch::zeros({});
  int round = 0;
  while (more()) {
    auto b = nextBatch();
    total = total + torch::mse_loss(net->forward(b.data), b.target);
    if (++round % 8 == 0) {
      total.backward();
      opt.step();
      opt.zero_grad();
      total = torch::zeros({});
    }
  }
}

void micro_batches_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    torch::Tensor shown = torch::zeros({});
    opt.zero_grad();
    for (int k = 0; k < 4; ++k) {
      auto b = nextBatch();
      auto loss = torch::mse_loss(net->forward(b.data), b.target) / 4;
      loss.backward();
      shown += loss;
    }
    opt.step();
    printf("%f\n", shown.item<float>());
  }
}

void one_backward_after_ok(Net &net, torch::optim::SGD &opt) {
  torch::Tensor total = torch::zeros({});
  for (int k = 0; k < 3; ++k) {
    auto b = nextBatch();
    total += torch::mse_loss(net->forward(b.data), b.target);
  }
  total.backward();
  opt.step();
}

torch::Tensor summed_ok(Net &net, const std::vector<Batch> &tasks) {
  torch::Tensor total = torch::zeros({});
  for (const auto &b : tasks)
    total += torch::mse_loss(net->forward(b.data), b.target);
  return total / double(tasks.size());
}

void detached_ok(Net &net, torch::optim::SGD &opt) {
  torch::Tensor total = torch::zeros({});
  while (more()) {
    auto b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    total += loss.detach();
  }
}

void numbers_ok(Net &net) {
  double total = 0;
  while (more()) {
    auto b = nextBatch();
    total += torch::mse_loss(net->forward(b.data), b.target).item<double>();
  }
}

void guarded_ok(Net &net) {
  torch::NoGradGuard guard;
  torch::Tensor total = torch::zeros({});
  while (more()) {
    auto b = nextBatch();
    total += torch::mse_loss(net->forward(b.data), b.target);
  }
}

void guarded_average_ok(torch::nn::Linear layer, Net &net,
                        torch::optim::SGD &opt) {
  auto shadow = layer->weight.detach().clone();
  while (more()) {
    auto b = nextBatch();
    torch::mse_loss(net->forward(b.data), b.target).backward();
    opt.step();
    torch::NoGradGuard guard;
    shadow.mul_(0.99).add_(layer->weight, 0.01);
  }
}

void cut_each_round_ok(torch::nn::Linear layer) {
  auto shadow = layer->weight.detach().clone();
  while (more()) {
    shadow = 0.99 * shadow + 0.01 * layer->weight;
    shadow = shadow.detach();
  }
}

double norm_of_parameters_ok(Net &net) {
  torch::Tensor norm = torch::zeros({});
  for (const auto &p : net->parameters())
    norm = norm + p.pow(2).sum();
  return norm.sqrt().item<double>();
}

void penalty_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    auto b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    torch::Tensor penalty = torch::zeros({});
    for (const auto &p : net->parameters())
      penalty = penalty + p.abs().sum();
    loss = loss + 0.01 * penalty;
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}

void statistics_of_inputs_ok() {
  torch::Tensor mean = torch::zeros({16});
  while (more())
    mean = 0.9 * mean + 0.1 * nextBatch().data.mean(0);
}

void counts_ok(Net &net) {
  torch::Tensor correct = torch::zeros({}, torch::kLong);
  while (more()) {
    auto b = nextBatch();
    correct += net->forward(b.data).argmax(1).eq(b.target).sum();
  }
}

void frozen_ok(Net net) {
  for (auto &p : net->parameters())
    p.requires_grad_(false);
  torch::Tensor total = torch::zeros({});
  while (more()) {
    auto b = nextBatch();
    total += torch::mse_loss(net->forward(b.data), b.target);
  }
}

void closure_ok(Net &net, torch::optim::LBFGS &opt) {
  for (int i = 0; i < 1000; ++i) {
    auto b = nextBatch();
    std::function<torch::Tensor()> closure = [&] {
      opt.zero_grad();
      auto loss = torch::zeros({});
      for (int k = 0; k < 3; ++k)
        loss = loss + torch::mse_loss(net->forward(b.data), b.target);
      loss.backward();
      return loss;
    };
    opt.step(closure);
  }
}

class Averager {
public:
  void update(const torch::Tensor &value) { sum_ = sum_ + value; }
  void reset() { sum_ = torch::zeros({}); }

private:
  torch::Tensor sum_ = torch::zeros({});
};

void reset_per_epoch_ok(Net &net, const std::vector<Batch> &batches) {
  Averager averager;
  while (more()) {
    averager.reset();
    for (const auto &b : batches)
      averager.update(torch::mse_loss(net->forward(b.data), b.target));
  }
}

class Accumulator {
public:
  Accumulator(Net net) : net_(net), opt_(net->parameters(), 0.1) {}
  void add(const Batch &b) {
    pending_ = pending_ + torch::mse_loss(net_->forward(b.data), b.target);
  }
  void flush() {
    opt_.zero_grad();
    pending_.backward();
    opt_.step();
    pending_ = torch::zeros({});
  }

private:
  Net net_;
  torch::optim::SGD opt_;
  torch::Tensor pending_ = torch::zeros({});
};

// MAML: the inner steps are differentiated through.
torch::Tensor adapted_loss_ok(torch::Tensor weight, const Batch &b) {
  auto fast = weight.clone();
  for (int k = 0; k < 5; ++k) {
    auto loss = torch::mse_loss(torch::matmul(b.data, fast), b.target);
    auto grads = torch::autograd::grad({loss}, {fast}, {}, true, true);
    fast = fast - 0.01 * grads[0];
  }
  return torch::mse_loss(torch::matmul(b.data, fast), b.target);
}
