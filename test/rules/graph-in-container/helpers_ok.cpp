// RUN: %check_rule %s
// Helpers, meters and loggers that keep no history, or not for long.
#include "../Inputs/net.h"
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

class Meter {
public:
  void update(double value) { values_.push_back(value); }
  void update(const torch::Tensor &t) { update(t.item<double>()); }
  double mean() const { return values_.empty() ? 0 : values_.back(); }

private:
  std::vector<double> values_;
};

// Reset by whoever prints it.
class EpochMeter {
public:
  void update(const torch::Tensor &t) { values_.push_back(t); }
  double mean() const { return torch::stack(values_).mean().item<double>(); }
  void reset() { values_.clear(); }

private:
  std::vector<torch::Tensor> values_;
};

class SmoothedValue {
public:
  explicit SmoothedValue(size_t window = 20) : window_(window) {}
  void update(torch::Tensor t) {
    if (values_.size() == window_)
      values_.pop_front();
    values_.push_back(std::move(t));
  }

private:
  size_t window_;
  std::deque<torch::Tensor> values_;
};

class Latest {
public:
  void log(const std::string &name, torch::Tensor value) {
    if (name == "loss")
      loss_ = value;
    else
      other_ = value;
  }

private:
  torch::Tensor loss_, other_;
};

class MetricLogger {
public:
  void log(const std::string &name, const torch::Tensor &value) {
    sums_[name] += value.item<double>();
    counts_[name] += 1;
  }
  template <typename T> void scalar(const std::string &name, T value) {
    history_[name].push_back(value);
  }

private:
  std::map<std::string, double> sums_;
  std::map<std::string, int> counts_;
  std::unordered_map<std::string, std::vector<double>> history_;
};

void meters_ok(Net &net, torch::optim::SGD &opt) {
  Meter meter;
  EpochMeter epoch_meter;
  SmoothedValue smoothed(100);
  Latest latest;
  MetricLogger logger;
  for (int epoch = 0; epoch < 100; ++epoch) {
    epoch_meter.reset();
    for (int i = 0; i < 1000; ++i) {
      Batch b = nextBatch();
      auto loss = torch::mse_loss(net->forward(b.data), b.target);
      opt.zero_grad();
      loss.backward();
      opt.step();
      meter.update(loss);
      meter.update(loss.item<double>());
      epoch_meter.update(loss);
      smoothed.update(loss);
      latest.log("loss", loss);
      logger.log("loss", loss);
      logger.scalar("lr", 0.1);
    }
  }
}

static torch::Tensor detached(const torch::Tensor &t) { return t.detach(); }
static torch::Tensor to_host(torch::Tensor t) { return detached(t).cpu(); }
static void cut(torch::Tensor &t) { t.detach_(); }

static void append(std::vector<torch::Tensor> &to, const torch::Tensor &t) {
  to.push_back(to_host(t));
}

void cut_by_helpers_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    auto loss = net->forward(nextBatch().data).mean();
    loss.backward();
    opt.step();
    kept.push_back(detached(loss));
    kept.push_back(to_host(loss));
    append(kept, loss);
    cut(loss);
    kept.push_back(loss);
  }
}

// The helper fills what its caller owns for one iteration.
static void forward_all(Net &net, const std::vector<torch::Tensor> &xs,
                        std::vector<torch::Tensor> &outs) {
  for (const auto &x : xs)
    outs.push_back(net->forward(x));
}

void filled_ok(Net &net, torch::optim::SGD &opt,
               const std::vector<torch::Tensor> &xs) {
  while (more()) {
    std::vector<torch::Tensor> outs;
    forward_all(net, xs, outs);
    auto loss = torch::cat(outs).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}

// And what its caller clears.
static void backbone(Net &net, torch::Tensor x,
                     std::map<int, torch::Tensor> &features) {
  for (int level = 0; level < 4; ++level) {
    x = net->forward(x);
    features[level] = x;
  }
}

void features_ok(Net &net, torch::optim::SGD &opt) {
  std::map<int, torch::Tensor> features;
  while (more()) {
    features.clear();
    backbone(net, nextBatch().data, features);
    features[3].mean().backward();
    opt.step();
  }
}

struct Outputs {
  std::vector<torch::Tensor> logits, masks;
};

static Outputs run(Net &net, const Batch &b) {
  Outputs out;
  for (int i = 0; i < 3; ++i) {
    out.logits.push_back(net->forward(b.data));
    out.masks.push_back(out.logits.back() > 0);
  }
  return out;
}

void outputs_ok(Net &net, torch::optim::SGD &opt) {
  Outputs last;
  while (more()) {
    last = run(net, nextBatch());
    torch::stack(last.logits).mean().backward();
    opt.step();
  }
}

// A builder that hands its list over.
class Losses {
public:
  Losses &add(const std::string &name, torch::Tensor t, double weight) {
    names_.push_back(name);
    terms_.push_back(t * weight);
    return *this;
  }
  torch::Tensor sum() const { return torch::stack(terms_).sum(); }

private:
  std::vector<std::string> names_;
  std::vector<torch::Tensor> terms_;
};

void builder_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    auto out = net->forward(nextBatch().data);
    Losses losses;
    losses.add("l2", out.pow(2).mean(), 1.0).add("l1", out.abs().mean(), 0.1);
    opt.zero_grad();
    losses.sum().backward();
    opt.step();
  }
}

torch::Tensor loss_of(Net &net, const Batch &b);

// A function of another unit: nobody knows what it returns.
void unknown_ok() {
  std::vector<torch::Tensor> kept;
  extern torch::Tensor something();
  while (more())
    kept.push_back(something());
}

// What a caller passes to be filled is the caller's: it has no module.
struct StepOutputs {
  std::vector<torch::Tensor> losses;
};
void fill_ok(Net &net, const Batch &batch, StepOutputs *out) {
  out->losses.push_back(torch::mse_loss(net->forward(batch.data), batch.target));
}
