// RUN: %check_rule %s
// Averages of parameters that are reached by name, and totals in optionals.
#include "../Inputs/net.h"
#include <map>
#include <optional>
#include <string>

class Shadow {
public:
  void update(const torch::nn::Module &model) {
    for (const auto &item : model.named_parameters()) {
      auto &average = weights_.at(item.key());
      average = 0.9 * average + 0.1 * item.value(); // WARN: graph-accumulation
    }
  }

private:
  std::map<std::string, torch::Tensor> weights_;
};

void averages_bad(Net &net, torch::optim::SGD &opt, Shadow &shadow) {
  while (more()) {
    opt.zero_grad();
    torch::mse_loss(net->forward(nextBatch().data), nextBatch().target).backward();
    opt.step();
    shadow.update(*net);
  }
}

class Totals {
public:
  void add(const torch::Tensor &loss) {
    if (!total_)
      total_ = torch::zeros({});
    total_ = *total_ + loss; // WARN: graph-accumulation
  }

private:
  std::optional<torch::Tensor> total_;
};

void totals_bad(Net &net, torch::optim::SGD &opt, Totals &totals) {
  while (more()) {
    opt.zero_grad();
    auto loss = torch::mse_loss(net->forward(nextBatch().data), nextBatch().target);
    loss.backward();
    opt.step();
    totals.add(loss);
  }
}
