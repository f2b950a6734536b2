// RUN: %check_rule %s
// How people write into buffers.
#include "../Inputs/net.h"

using torch::Tensor;

struct D1 {
  Net net;
  Tensor buf = torch::zeros({100, 4});
  int i = 0;
  void step_bad() {
    buf[i++ % 100] = net->forward(nextBatch().data).squeeze(0); // WARN: inplace-history
  }
};
struct D2 {
  Net net;
  Tensor buf = torch::zeros({100, 4});
  int i = 0;
  void step_bad() {
    buf.slice(0, i, i + 1).copy_(net->forward(nextBatch().data)); // WARN: inplace-history
    i = (i + 1) % 100;
  }
};
struct D3 {
  Net net;
  Tensor buf = torch::zeros({100, 4});
  int i = 0;
  void step_bad() {
    buf.index_put_({i++ % 100}, net->forward(nextBatch().data).squeeze(0)); // WARN: inplace-history
  }
};
struct D4 {
  Net net;
  Tensor mean = torch::zeros({4});
  void step_bad() {
    mean.mul_(0.9).add_(net->forward(nextBatch().data).mean(0), 0.1); // WARN: graph-accumulation
  }
};
struct D5 {
  Net net;
  Tensor buf = torch::zeros({100, 4});
  int i = 0;
  void step_bad() {
    buf.select(0, i++ % 100).copy_(net->forward(nextBatch().data).squeeze(0)); // WARN: inplace-history
  }
};

void run(D1 &d1, D2 &d2, D3 &d3, D4 &d4, D5 &d5) {
  while (more()) {
    d1.step_bad();
    d2.step_bad();
    d3.step_bad();
    d4.step_bad();
    d5.step_bad();
  }
}
