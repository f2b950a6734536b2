// RUN: %check_rule %s
// Algorithms, futures and registries hand on what they are given.
#include "../Inputs/net.h"
#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <vector>

torch::Tensor step(Net &net, torch::optim::SGD &opt) {
  opt.zero_grad();
  auto loss = torch::mse_loss(net->forward(nextBatch().data), nextBatch().target);
  loss.backward();
  opt.step();
  return loss;
}

void moved_bad(Net &net) {
  std::vector<torch::Tensor> history;
  while (more()) {
    std::vector<torch::Tensor> losses;
    losses.push_back(torch::mse_loss(net->forward(nextBatch().data), nextBatch().target));
    losses[0].backward();
    std::move(losses.begin(), losses.end(), std::back_inserter(history)); // WARN: graph-in-container
  }
}

using Step = std::function<torch::Tensor(Net &, torch::optim::SGD &)>;
std::map<std::string, Step> &registry();
static const bool registered = registry().emplace("step", step).second;

void registered_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  while (more())
    for (auto &[name, run] : registry())
      losses.push_back(run(net, opt)); // WARN: attached-return
}
