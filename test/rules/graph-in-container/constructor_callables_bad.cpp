// RUN: %check_rule %s
// Callables that a constructor is given and keeps.
#include "../Inputs/net.h"
#include <functional>
#include <memory>
#include <vector>

using torch::Tensor;

struct Score {
  int who = 0;
  Tensor loss;
};

struct Diagnostics {
  std::vector<Tensor> scores;
  void accept(Score score) {
    scores.push_back(std::move(score.loss)); // WARN: graph-in-container
  }
};

class Trainer {
public:
  explicit Trainer(std::function<void(Score)> sink) : sink_(std::move(sink)) {}
  void step() {
    Tensor loss = net_->forward(nextBatch().data).sum();
    loss.backward();
    publish(loss / 3);
  }

private:
  void publish(const Tensor &loss) {
    auto rows = loss.unbind(0);
    for (size_t i = 0; i < rows.size(); ++i)
      sink_({int(i), rows[i]});
  }
  Net net_;
  std::function<void(Score)> sink_;
};

class Runner {
public:
  explicit Runner(std::function<void(const Tensor &)> sink)
      : sink_(std::move(sink)) {}
  void step() { sink_(net_->forward(nextBatch().data)); }

private:
  Net net_;
  std::function<void(const Tensor &)> sink_;
};

int main() {
  Diagnostics diagnostics;
  Trainer trainer([&](Score score) { diagnostics.accept(std::move(score)); });
  std::vector<Tensor> kept;
  auto runner = std::make_unique<Runner>([&](const Tensor &out) {
    kept.push_back(out); // WARN: graph-in-container
  });
  while (true) {
    trainer.step();
    runner->step();
  }
}
