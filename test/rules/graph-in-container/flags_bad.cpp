// RUN: %check_rule %s
// Flags that say nothing about how often: a worker runs until it is stopped.
#include "../Inputs/net.h"
#include <vector>

using torch::Tensor;

struct F1 {
  Net net;
  std::vector<Tensor> results;
  bool quit = false;
  void work_bad() {
    while (true) {
      if (quit)
        return;
      auto l = net->forward(nextBatch().data).mean();
      l.backward();
      results.push_back(l); // WARN: graph-in-container
    }
  }
  void stop() { quit = true; }
};
struct F2 {
  Net net;
  std::vector<Tensor> results;
  bool training = true;
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    if (training)
      results.push_back(l); // WARN: graph-in-container
  }
  void finish() { training = false; }
};
struct F3 {
  Net net;
  std::vector<Tensor> results;
  int n = 0;
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    ++n;
    if (n > 100)
      results.push_back(l); // WARN: graph-in-container
  }
};
struct F4 {
  Net net;
  std::vector<Tensor> results;
  int n = 0;
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    if (++n == 10) {
      n = 0;
      results.push_back(l); // WARN: graph-in-container
    }
  }
};

void run(F1 &f1, F2 &f2, F3 &f3, F4 &f4) {
  f1.work_bad();
  f1.stop();
  while (more()) {
    f2.step_bad();
    f3.step_bad();
    f4.step_bad();
  }
  f2.finish();
}
