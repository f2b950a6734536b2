// RUN: %check_rule %s
// Algorithms and registries that hand on values without history, or keys that
// are as many as the map of the object has.
#include "../Inputs/net.h"
#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <vector>

torch::Tensor attached(Net &net) {
  auto loss = torch::mse_loss(net->forward(nextBatch().data), nextBatch().target);
  loss.backward();
  return loss;
}
torch::Tensor detached(Net &net) { return attached(net).detach(); }

void moved_ok(Net &net) {
  std::vector<torch::Tensor> history;
  while (more()) {
    std::vector<torch::Tensor> losses;
    losses.push_back(detached(net));
    std::move(losses.begin(), losses.end(), std::back_inserter(history));
  }
}

// What a predicate returns is no element.
void filtered_ok(Net &net, const std::vector<torch::Tensor> &all) {
  std::vector<torch::Tensor> kept;
  while (more())
    std::copy_if(all.begin(), all.end(), std::back_inserter(kept),
                 [&](const torch::Tensor &) { return net->forward(nextBatch().data).item<float>() > 0; });
}

// One of these runs; only when all return history is it there for sure.
using Step = std::function<torch::Tensor(Net &)>;
std::map<std::string, Step> &registry();
static const bool first = registry().emplace("first", attached).second;
static const bool second = registry().emplace("second", detached).second;

void registered_ok(Net &net) {
  std::vector<torch::Tensor> losses;
  while (more())
    for (auto &[name, run] : registry())
      losses.push_back(run(net));
}

class Latest {
public:
  void add(const std::string &name, Net net) { nets_[name] = net; }
  void round_ok() {
    for (auto &[name, net] : nets_)
      latest_.insert_or_assign(name, attached(net));
  }

private:
  std::map<std::string, Net> nets_;
  std::map<std::string, torch::Tensor> latest_;
};

void latest_ok(Latest &latest) {
  while (more())
    latest.round_ok();
}
