// RUN: %check_rule %s
// Callbacks that are kept in a list and are told through a function.
#include "../Inputs/net.h"
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

using Observer = std::function<void(const std::string &, const torch::Tensor &)>;

class Training {
public:
  void observe(Observer observer) { observers_.push_back(std::move(observer)); }
  void run(torch::optim::SGD &opt) {
    while (more()) {
      auto loss = torch::mse_loss(net_->forward(nextBatch().data), nextBatch().target);
      opt.zero_grad();
      loss.backward();
      opt.step();
      notify("loss", loss);
    }
  }

private:
  void notify(const std::string &name, const torch::Tensor &value) {
    for (auto &observer : observers_)
      observer(name, value);
  }
  Net net_;
  std::vector<Observer> observers_;
};

void observed_bad(Training &training, torch::optim::SGD &opt) {
  std::unordered_map<std::string, std::vector<torch::Tensor>> recorded;
  training.observe([&recorded](const std::string &name, const torch::Tensor &value) {
    value.detach();
    recorded[name].push_back(value); // WARN: graph-in-container
  });
  training.run(opt);
}
