// RUN: %check_rule %s
// Cut, emptied or set anew through pointers to several places, and on one side
// of a condition.
#include "../Inputs/net.h"
#include <vector>

using torch::Tensor;

struct P1 {
  torch::nn::LSTMCell cell{nullptr};
  Tensor h, c;
  void step_ok() {
    auto [a, b] = cell->forward(nextBatch().data, std::make_tuple(h, c));
    h = a;
    c = b;
    for (auto *t : {&h, &c})
      *t = t->detach();
  }
};
struct P2 {
  torch::nn::LSTMCell cell{nullptr};
  Tensor h, c;
  void step_ok() {
    auto [a, b] = cell->forward(nextBatch().data, std::make_tuple(h, c));
    h = a;
    c = b;
  }
  void cut() {
    for (Tensor *t : {&h, &c})
      t->detach_();
  }
};
struct P3 {
  Net net;
  std::vector<Tensor> losses, values;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    losses.push_back(l);
    values.push_back(l);
  }
  void finish() {
    for (auto *list : {&losses, &values})
      list->clear();
  }
};
struct P4 {
  Net net;
  Tensor h;
  void step_ok(bool done) {
    auto next = net->forward(h);
    h = done ? torch::zeros({1, 16}) : next;
  }
};
struct P5 {
  Net net;
  Tensor pending;
  int held = 0;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    pending = pending.defined() ? pending + l : l;
    if (++held == 4) {
      pending.backward();
      pending.reset();
      held = 0;
    }
  }
};

void run(P1 &p1, P2 &p2, P3 &p3, P4 &p4, P5 &p5) {
  while (more()) {
    p1.step_ok();
    p2.step_ok();
    p2.cut();
    p3.step_ok();
    if (more())
      p3.finish();
    p4.step_ok(more());
    p5.step_ok();
  }
}
