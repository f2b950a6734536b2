// RUN: %check_rule %s
// Sums and running averages that own every term.
#include "../Inputs/net.h"
#include <algorithm>
#include <cstdio>
#include <map>
#include <cstdio>
#include <vector>

double training_sum_bad(Net &net, torch::optim::SGD &opt) {
  torch::Tensor total = torch::zeros({});
  int n = 0;
  while (more()) {
    auto b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    total += loss; // WARN: graph-accumulation // NOTE: frees the saved activations // FIX: total += loss.detach();
    ++n;
  }
  return total.item<double>() / n;
}

double validation_sum_bad(Net &net, const std::vector<Batch> &batches) {
  auto total = torch::zeros({1});
  for (const auto &b : batches)
    total = total + torch::mse_loss(net->forward(b.data), b.target); // WARN: graph-accumulation // FIX: total = (total + torch::mse_loss(net->forward(b.data), b.target)).detach();
  return total.item<double>();
}

double named_method_bad(Net &net, const std::vector<Batch> &batches) {
  auto total = torch::zeros({1});
  for (const auto &b : batches) {
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    total.add_(loss, 0.5); // WARN: graph-accumulation // FIX: total.add_(loss.detach(), 0.5);
  }
  return total.item<double>();
}

// A reset per epoch does not help the epoch: each round trains.
void reset_per_epoch_bad(Net &net, torch::optim::Adam &opt,
                         const std::vector<Batch> &batches) {
  for (int epoch = 0; epoch < 100; ++epoch) {
    torch::Tensor running = torch::zeros({});
    for (const auto &b : batches) {
      opt.zero_grad();
      auto loss = torch::mse_loss(net->forward(b.data), b.target);
      loss.backward();
      opt.step();
      running = running + loss; // WARN: graph-accumulation
    }
    printf("%f\n", running.item<float>());
  }
}

void moving_average_bad(Net &net, torch::optim::SGD &opt) {
  torch::Tensor average;
  while (more()) {
    auto b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    if (!average.defined())
      average = torch::zeros({});
    average = 0.9 * average + 0.1 * loss; // WARN: graph-accumulation
  }
}

void shadow_weights_bad(torch::nn::Linear layer) {
  auto shadow = layer->weight.clone().detach();
  while (more())
    shadow = 0.99 * shadow + 0.01 * layer->weight; // WARN: graph-accumulation
}

void shadow_in_place_bad(torch::nn::Linear layer) {
  auto shadow = layer->weight.detach().clone();
  while (more())
    shadow.mul_(0.99).add_(layer->weight, 0.01); // WARN: graph-accumulation
}

struct Totals {
  torch::Tensor loss = torch::zeros({});
  int count = 0;
};

void in_a_record_bad(Net &net, const std::vector<Batch> &batches) {
  Totals totals;
  for (const auto &b : batches) {
    totals.loss += torch::mse_loss(net->forward(b.data), b.target); // WARN: graph-accumulation
    ++totals.count;
  }
}

void in_a_lambda_bad(Net &net, const std::vector<Batch> &batches) {
  torch::Tensor total = torch::zeros({});
  std::for_each(batches.begin(), batches.end(), [&](const Batch &b) {
    total += torch::mse_loss(net->forward(b.data), b.target); // WARN: graph-accumulation
  });
}

void add(torch::Tensor &sum, const torch::Tensor &term) {
  sum += term; // WARN: graph-accumulation
}

void by_reference_bad(Net &net, const std::vector<Batch> &batches) {
  torch::Tensor total = torch::zeros({});
  for (const auto &b : batches)
    add(total, torch::mse_loss(net->forward(b.data), b.target));
}

class Meter {
public:
  void update(const torch::Tensor &value) {
    sum_ = sum_ + value; // WARN: graph-accumulation
    ++count_;
  }
  double mean() const { return sum_.item<double>() / count_; }

private:
  torch::Tensor sum_ = torch::zeros({});
  int count_ = 0;
};

void through_a_meter_bad(Net &net, torch::optim::SGD &opt) {
  Meter meter;
  while (more()) {
    auto b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    meter.update(loss);
  }
}

class Trainer {
public:
  explicit Trainer(Net net) : net_(net), opt_(net->parameters(), 0.1) {}
  void step(const Batch &b) {
    auto loss = torch::mse_loss(net_->forward(b.data), b.target);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    total_ += loss; // WARN: graph-accumulation
    per_task_[b.data.size(0)] += loss; // WARN: graph-accumulation
  }

private:
  Net net_;
  torch::optim::SGD opt_;
  torch::Tensor total_ = torch::zeros({});
  std::map<int64_t, torch::Tensor> per_task_;
};
