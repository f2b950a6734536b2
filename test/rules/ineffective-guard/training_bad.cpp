// RUN: %check_rule %s
// A guard that guards nothing is the reason also where losses are evaluated, and
// beside code that trains.
#include "../Inputs/net.h"
#include <vector>

static torch::Tensor loss_of(Net &net, const Batch &batch) {
  return torch::mse_loss(net->forward(batch.data), batch.target);
}

template <typename Loader> torch::Tensor evaluate(Net &net, Loader &loader) {
  torch::NoGradGuard();
  std::vector<torch::Tensor> losses;
  for (auto &batch : loader)
    losses.push_back(loss_of(net, batch));
  return torch::stack(losses).mean();
}

static void train(Net &net, std::vector<Batch> &loader, torch::optim::SGD &opt) {
  for (auto &batch : loader) {
    opt.zero_grad();
    loss_of(net, batch).backward();
    opt.step();
  }
}

void curve_bad(Net &net, std::vector<Batch> &loader, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> curve;
  while (more()) {
    train(net, loader, opt);
    curve.push_back(evaluate(net, loader)); // WARN: ineffective-guard // NOTE: the guard
  }
}

struct Stats {
  double loss = 0;
  torch::Tensor worst;
};

static Stats run(Net &net, std::vector<Batch> &loader, torch::optim::SGD *opt) {
  if (!opt)
    torch::NoGradGuard no_grad;
  Stats stats;
  for (auto &batch : loader) {
    auto out = net->forward(batch.data);
    auto loss = torch::mse_loss(out, batch.target);
    if (opt) {
      opt->zero_grad();
      loss.backward();
      opt->step();
    }
    if (loss.item<double>() > stats.loss) {
      stats.loss = loss.item<double>();
      stats.worst = out;
    }
  }
  return stats;
}

void validations_bad(Net &net, std::vector<Batch> &loader,
                     torch::optim::SGD &opt) {
  std::vector<Stats> validations;
  while (more()) {
    run(net, loader, &opt);
    validations.push_back(run(net, loader, nullptr)); // WARN: ineffective-guard
  }
}
