// RUN: %check_rule %s
// Kept the first times only.
#include "../Inputs/net.h"
#include <utility>
#include <vector>

using torch::Tensor;

struct F1 {
  Net net;
  std::vector<Tensor> samples;
  int taken = 0;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    if (taken < 16) {
      samples.push_back(l);
      ++taken;
    }
  }
};
struct F2 {
  Net net;
  std::vector<Tensor> samples;
  bool reported = false;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    if (reported)
      return;
    samples.push_back(l);
    reported = true;
  }
};
struct F3 {
  Net net;
  std::vector<Tensor> samples;
  bool first = true;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    if (std::exchange(first, false))
      samples.push_back(l);
  }
};

void run(F1 &f1, F2 &f2, F3 &f3) {
  while (more()) {
    f1.step_ok();
    f2.step_ok();
    f3.step_ok();
  }
}
