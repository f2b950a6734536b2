// RUN: %check_rule %s
// Local lists of losses whose backward has run: gone with the function, which
// is the whole training or one of many epochs.
#include "../Inputs/net.h"
#include <vector>

class Trainer {
public:
  float step(const Batch &batch) {
    opt_.zero_grad();
    auto loss = torch::mse_loss(net_->forward(batch.data), batch.target);
    loss.backward();
    opt_.step();
    return loss.item<float>();
  }
  torch::Tensor lossOf(const Batch &batch) {
    opt_.zero_grad();
    auto loss = torch::mse_loss(net_->forward(batch.data), batch.target);
    loss.backward();
    opt_.step();
    return loss;
  }
  // Nobody in sight calls it.
  void train_bad(int steps) {
    std::vector<torch::Tensor> losses;
    for (int i = 0; i < steps; ++i) {
      auto loss = lossOf(nextBatch());
      losses.push_back(loss); // WARN: attached-return
    }
  }
  void epoch_ok(int steps) {
    std::vector<torch::Tensor> losses;
    for (int i = 0; i < steps; ++i) {
      auto loss = lossOf(nextBatch());
      losses.push_back(loss);
    }
  }
  void fit() {
    while (more())
      epoch_ok(10);
  }
  void numbers_ok(int steps) {
    std::vector<float> losses;
    for (int i = 0; i < steps; ++i)
      losses.push_back(step(nextBatch()));
  }

private:
  Net net_;
  torch::optim::SGD opt_{net_->parameters(), 0.1};
};
