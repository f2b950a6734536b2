// RUN: %check_rule %s
// Callables that are kept elsewhere and get nothing that has history, or keep
// nothing of it.
#include "../Inputs/net.h"
#include <deque>
#include <functional>
#include <vector>

class Trainer {
public:
  explicit Trainer(Net net)
      : net_(std::move(net)), optimizer_(net_->parameters(), 0.1) {}
  void on_loss(std::function<void(const torch::Tensor &)> hook) {
    hooks_.push_back(std::move(hook));
  }
  void on_scalar(std::function<void(double)> hook) {
    scalars_.push_back(std::move(hook));
  }
  void on_prediction(std::function<void(torch::Tensor, int)> hook) {
    predictions_.push_back(std::move(hook));
  }
  void fit_ok(int64_t steps) {
    for (int64_t i = 0; i < steps; ++i) {
      auto y = net_->forward(torch::randn({16, 16}));
      auto loss = y.pow(2).mean();
      optimizer_.zero_grad();
      loss.backward();
      optimizer_.step();
      for (auto &hook : hooks_)
        hook(loss);
      for (auto &hook : scalars_)
        hook(loss.item<double>());
      for (auto &hook : predictions_)
        hook(y.detach(), i);
    }
  }

private:
  Net net_;
  torch::optim::SGD optimizer_;
  std::vector<std::function<void(const torch::Tensor &)>> hooks_;
  std::vector<std::function<void(double)>> scalars_;
  std::vector<std::function<void(torch::Tensor, int)>> predictions_;
};

void keeps_numbers_ok(Net net) {
  std::vector<double> curve, other;
  Trainer trainer(net);
  trainer.on_loss(
      [&](const torch::Tensor &loss) { curve.push_back(loss.item<double>()); });
  trainer.on_scalar([&](double loss) { other.push_back(loss); });
  trainer.fit_ok(10000);
}

void is_given_detached_ok(Net net) {
  std::vector<torch::Tensor> kept;
  Trainer trainer(net);
  trainer.on_prediction([&](torch::Tensor y, int) { kept.push_back(y); });
  trainer.fit_ok(10000);
}

void detaches_ok(Net net) {
  std::vector<torch::Tensor> kept;
  Trainer trainer(net);
  trainer.on_loss(
      [&](const torch::Tensor &loss) { kept.push_back(loss.detach()); });
  trainer.fit_ok(10000);
}

void ring_ok(Net net) {
  std::deque<torch::Tensor> last;
  Trainer trainer(net);
  trainer.on_loss([&](const torch::Tensor &loss) {
    last.push_back(loss);
    if (last.size() > 100)
      last.pop_front();
  });
  trainer.fit_ok(10000);
}

void keeps_the_last_ok(Net net) {
  torch::Tensor last;
  Trainer trainer(net);
  trainer.on_loss([&](const torch::Tensor &loss) { last = loss; });
  trainer.fit_ok(10000);
}

// One signature for training and for evaluation: which one is kept cannot be
// told, so nothing is said.
struct Phases {
  Net net;
  std::function<void(torch::Tensor, torch::Tensor)> trained, evaluated;
  void run_ok(torch::optim::SGD &optimizer) {
    while (more()) {
      Batch batch = nextBatch();
      auto loss = torch::mse_loss(net->forward(batch.data), batch.target);
      optimizer.zero_grad();
      loss.backward();
      optimizer.step();
      trained(batch.data, loss);
      torch::NoGradGuard guard;
      evaluated(batch.data, net->forward(batch.data));
    }
  }
};

void one_signature_ok(Phases &phases, torch::optim::SGD &optimizer) {
  std::vector<torch::Tensor> results;
  phases.evaluated = [&](torch::Tensor, torch::Tensor y) {
    results.push_back(y);
  };
  phases.run_ok(optimizer);
}
