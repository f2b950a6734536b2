// RUN: %check_rule %s
// Values that reach what keeps them through callables that are kept elsewhere.
#include "../Inputs/net.h"
#include <functional>
#include <map>
#include <string>
#include <vector>

struct Event {
  int64_t step;
  torch::Tensor value;
};

struct EventLog {
  void emit(int64_t step, torch::Tensor value) {
    events.push_back({step, std::move(value)}); // WARN: graph-in-container
  }
  std::vector<Event> events;
};

class Trainer {
public:
  using Hook = std::function<void(const torch::Tensor &)>;
  explicit Trainer(Net net)
      : net_(std::move(net)), optimizer_(net_->parameters(), 0.1) {}
  void on_loss(Hook hook) { hooks_.push_back(std::move(hook)); }
  void fit_bad(int64_t steps) {
    for (int64_t i = 0; i < steps; ++i) {
      auto loss = net_->forward(torch::randn({16, 16})).pow(2).mean();
      optimizer_.zero_grad();
      loss.backward();
      optimizer_.step();
      for (auto &hook : hooks_)
        hook(loss);
    }
  }

private:
  Net net_;
  torch::optim::SGD optimizer_;
  std::vector<Hook> hooks_;
};

void forwards_to_a_method_bad(Net net) {
  EventLog log;
  int64_t step = 0;
  Trainer trainer(net);
  trainer.on_loss([&](const torch::Tensor &loss) { log.emit(step++, loss); });
  trainer.fit_bad(10000);
}

void stores_itself_bad(Net net) {
  std::vector<torch::Tensor> curve;
  Trainer trainer(net);
  trainer.on_loss([&curve](torch::Tensor loss) {
    curve.push_back(loss); // WARN: graph-in-container
  });
  trainer.fit_bad(10000);
}

// The callable runs during the call that is given it.
static void each_batch(Net net, torch::optim::SGD &optimizer,
                       const std::function<void(int, torch::Tensor)> &done) {
  for (int i = 0; more(); ++i) {
    Batch batch = nextBatch();
    auto loss = torch::mse_loss(net->forward(batch.data), batch.target);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    done(i, loss);
  }
}

void given_and_run_bad(Net net, torch::optim::SGD &optimizer) {
  std::vector<torch::Tensor> losses;
  each_batch(net, optimizer, [&](int, torch::Tensor loss) {
    losses.push_back(loss); // WARN: graph-in-container
  });
}
