// RUN: %check_rule %s
// The store is in another function than the loop, or than the forward.
#include "../Inputs/net.h"
#include <map>
#include <string>
#include <vector>

static std::vector<torch::Tensor> g_history;

static void remember(torch::Tensor t) {
  g_history.push_back(t); // WARN: graph-in-container
}

static void train_step(Net &net, torch::optim::SGD &opt,
                       std::vector<torch::Tensor> &losses) {
  Batch b = nextBatch();
  auto loss = torch::mse_loss(net->forward(b.data), b.target);
  opt.zero_grad();
  loss.backward();
  opt.step();
  losses.push_back(loss); // WARN: graph-in-container
}

void loop_in_caller_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  for (int i = 0; i < 1000; ++i)
    train_step(net, opt, losses);
}

void free_helper_bad(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    auto loss = net->forward(nextBatch().data).mean();
    loss.backward();
    opt.step();
    remember(loss);
  }
}

// Two calls deep.
static void append(std::vector<torch::Tensor> &to, const torch::Tensor &t) {
  to.push_back(t); // WARN: graph-in-container
}

static void one_batch(Net &net, torch::optim::SGD &opt, const Batch &b,
                      std::vector<torch::Tensor> &out) {
  auto loss = torch::mse_loss(net->forward(b.data), b.target);
  loss.backward();
  opt.step();
  append(out, loss);
}

void two_deep_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> all;
  do
    one_batch(net, opt, nextBatch(), all);
  while (more());
}

struct Meter {
  void update(const torch::Tensor &value) {
    values.push_back(value); // WARN: graph-in-container
    ++count;
  }
  std::vector<torch::Tensor> values;
  int count = 0;
};

class MetricLogger {
public:
  template <typename T> void log(const std::string &name, T value) {
    meters_[name].push_back(value); // WARN: graph-in-container
  }

private:
  std::map<std::string, std::vector<torch::Tensor>> meters_;
};

void meter_bad(Net &net, torch::optim::SGD &opt) {
  Meter meter;
  MetricLogger logger;
  for (int i = 0; i < 1000; ++i) {
    Batch b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    loss.backward();
    opt.step();
    meter.update(loss);
    logger.log("loss", loss);
  }
}

class History {
public:
  void add(torch::Tensor t) { items_.emplace_back(std::move(t)); } // WARN: graph-in-container
  size_t size() const { return items_.size(); }

private:
  std::vector<torch::Tensor> items_;
};

class Trainer {
public:
  explicit Trainer(Net net)
      : net_(net), opt_(net->parameters(), torch::optim::SGDOptions(0.1)) {}

  void fit(int epochs) {
    for (int e = 0; e < epochs; ++e)
      for (int i = 0; i < 100; ++i) {
        auto loss = compute(nextBatch());
        update(loss);
        log(loss);
        history_.add(loss);
      }
  }

private:
  torch::Tensor compute(const Batch &b) {
    return torch::mse_loss(net_->forward(b.data), b.target);
  }
  void update(const torch::Tensor &loss) {
    opt_.zero_grad();
    loss.backward();
    opt_.step();
  }
  void log(torch::Tensor t) {
    hist_.push_back(t); // WARN: graph-in-container
  }

  Net net_;
  torch::optim::SGD opt_;
  std::vector<torch::Tensor> hist_;
  History history_;
};

template <typename Model, typename Container>
void collect(Model &model, Container &container, int n) {
  for (int i = 0; i < n; ++i) {
    auto loss = model->forward(nextBatch().data).mean();
    loss.backward();
    container.push_back(loss); // WARN: graph-in-container
  }
}

void template_bad(Net &net) {
  std::vector<torch::Tensor> losses;
  for (int epoch = 0; epoch < 100; ++epoch)
    collect(net, losses, 100);
}

static std::vector<torch::Tensor> &sink() {
  static std::vector<torch::Tensor> storage;
  return storage;
}

void through_accessor_bad(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    auto loss = net->forward(nextBatch().data).mean();
    loss.backward();
    opt.step();
    sink().push_back(loss); // WARN: graph-in-container
  }
}
