// RUN: %check_rule %s
// Callbacks that are given records, and objects that last.
#include "../Inputs/net.h"
#include <functional>
#include <vector>

using torch::Tensor;

struct Step {
  Tensor loss, data;
};
struct Totals {
  Tensor loss;
  std::vector<Tensor> all, cut;
  int count = 0;
};

class Trainer {
public:
  using Observer = std::function<void(const Step &)>;
  using Hook = std::function<void(const Step &, Totals &)>;
  using Filler = std::function<void(const Tensor &, std::vector<Tensor> &)>;
  void observe(Observer observer) { observers_.push_back(std::move(observer)); }
  void hook(Hook hook) { hooks_.push_back(std::move(hook)); }
  void fill(Filler filler) { fillers_.push_back(std::move(filler)); }
  void run() {
    Step step;
    step.data = nextBatch().data;
    step.loss = net_->forward(step.data).sum();
    for (auto &observer : observers_)
      observer(step);
    for (auto &hook : hooks_)
      hook(step, totals_);
    Totals local;
    for (auto &hook : hooks_)
      hook(step, local);
    for (auto &filler : fillers_)
      filler(step.loss, batch_);
  }

private:
  Net net_;
  Totals totals_;
  std::vector<Tensor> batch_;
  std::vector<Observer> observers_;
  std::vector<Hook> hooks_;
  std::vector<Filler> fillers_;
};

int main() {
  Trainer trainer;
  std::vector<Tensor> losses, inputs;
  trainer.observe([&](const Step &step) {
    losses.push_back(step.loss); // WARN: unguarded-inference
  });
  trainer.observe([&](const Step &step) { inputs.push_back(step.data); });
  trainer.hook([](const Step &step, Totals &totals) {
    ++totals.count;
    if (!totals.loss.defined())
      totals.loss = torch::zeros({});
    totals.loss = totals.loss + step.loss; // WARN: graph-accumulation
  });
  trainer.hook([](const Step &step, Totals &totals) {
    totals.all.push_back(step.loss); // WARN: unguarded-inference
  });
  trainer.hook([](const Step &step, Totals &totals) {
    totals.cut.push_back(step.loss.detach());
  });
  // Another of the callbacks empties it.
  trainer.fill([](const Tensor &loss, std::vector<Tensor> &batch) {
    batch.push_back(loss);
  });
  trainer.fill([](const Tensor &, std::vector<Tensor> &batch) {
    if (batch.size() == 8)
      batch.clear();
  });
  while (more())
    trainer.run();
}
