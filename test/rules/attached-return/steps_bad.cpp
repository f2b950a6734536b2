// RUN: %check_rule %s
// Steps that run the backward themselves, and return what it ran on.
#include "../Inputs/net.h"
#include <map>
#include <string>
#include <vector>

class Trainer {
public:
  explicit Trainer(Net net) : net_(net), opt_(net->parameters(), 0.1) {}

  torch::Tensor step(const Batch &b) {
    auto loss = torch::mse_loss(net_->forward(b.data), b.target);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    return loss;
  }

private:
  Net net_;
  torch::optim::SGD opt_;
};

void collected_bad(Trainer &trainer) {
  std::vector<torch::Tensor> history;
  while (more())
    history.push_back(trainer.step(nextBatch())); // WARN: attached-return // NOTE: returned here // FIX: return loss.detach();
}

static torch::Tensor train(Net &net, torch::optim::SGD &opt, const Batch &b) {
  opt.zero_grad();
  auto loss = torch::mse_loss(net->forward(b.data), b.target);
  loss.backward();
  opt.step();
  return loss;
}

static torch::Tensor trainNext(Net &net, torch::optim::SGD &opt) {
  return train(net, opt, nextBatch());
}

class Experiment {
public:
  void round() {
    curve_.push_back(trainNext(net_, opt_)); // WARN: attached-return
  }

private:
  Net net_;
  torch::optim::SGD opt_{net_->parameters(), 0.1};
  std::vector<torch::Tensor> curve_;
};
