// RUN: %check_rule %s
// Fields of structs that a vector holds, and that a callback is given.
#include "../Inputs/net.h"
#include <functional>
#include <vector>

using torch::Tensor;

struct Decision {
  int action = 0;
  Tensor logProb, entropy;
};
Decision decide(Net &net) {
  auto x = net->forward(nextBatch().data);
  Decision d;
  d.action = 1;
  d.logProb = x.sum();
  d.entropy = x.mean();
  return d;
}
struct F1 {
  std::vector<Tensor> kept;
  void episode_bad(Net &net) {
    std::vector<Decision> path;
    for (int i = 0; i < 10; ++i)
      path.push_back(decide(net));
    path[0].logProb.backward();
    kept.push_back(path[0].entropy); // WARN: graph-in-container
  }
};

struct View {
  int step;
  const Tensor &loss;
  const Tensor &level;
};
struct Trainer {
  Net net;
  std::vector<std::function<void(const View &)>> observers;
  void watch(std::function<void(const View &)> f) { observers.push_back(f); }
  void step(int i) {
    auto loss = net->forward(nextBatch().data).mean();
    auto level = loss * 2;
    loss.backward();
    const View view{i, loss, level};
    for (auto &o : observers)
      o(view);
  }
};

void run(F1 &f1, Net &net, Trainer &trainer) {
  std::vector<Tensor> levels;
  trainer.watch([&levels](const View &v) {
    levels.push_back(v.level); // WARN: graph-in-container
  });
  for (int i = 0; more(); ++i) {
    f1.episode_bad(net);
    trainer.step(i);
  }
}
