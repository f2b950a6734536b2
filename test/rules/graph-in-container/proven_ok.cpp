// RUN: %check_rule %s
// What is computed out of sight has no known history, unless a backward runs
// on that very value.
#include "../Inputs/net.h"
#include <vector>

torch::Tensor own_loss(const torch::Tensor &y, const torch::Tensor &target);
torch::Tensor own_metric(const torch::Tensor &y, const torch::Tensor &target);

void another_value_ok(Net net, torch::optim::SGD &optimizer) {
  std::vector<torch::Tensor> metrics;
  while (more()) {
    Batch batch = nextBatch();
    auto y = net->forward(batch.data);
    auto loss = own_loss(y, batch.target);
    auto metric = own_metric(y, batch.target);
    loss.backward();
    optimizer.step();
    metrics.push_back(metric);
  }
}

void detached_after_ok(Net net, torch::optim::SGD &optimizer) {
  std::vector<torch::Tensor> losses;
  while (more()) {
    Batch batch = nextBatch();
    auto loss = own_loss(net->forward(batch.data), batch.target);
    loss.backward();
    optimizer.step();
    loss = loss.detach();
    losses.push_back(loss);
  }
}

class Learner {
public:
  void update_ok(torch::Tensor loss) {
    optimizer_.zero_grad();
    loss.backward();
    optimizer_.step();
    history_.push_back(loss.detach().cpu());
    numbers_.push_back(loss.item<double>());
    last_ = loss;
  }

private:
  torch::optim::SGD optimizer_;
  torch::Tensor last_;
  std::vector<torch::Tensor> history_;
  std::vector<double> numbers_;
};

// Summed over several passes, and run backward once: bounded by its round.
void accumulated_ok(Net net, torch::optim::SGD &optimizer) {
  while (more()) {
    std::vector<torch::Tensor> parts;
    for (int i = 0; i < 4; ++i)
      parts.push_back(own_loss(net->forward(nextBatch().data), nextBatch().target));
    torch::stack(parts).sum().backward();
    optimizer.step();
  }
}
