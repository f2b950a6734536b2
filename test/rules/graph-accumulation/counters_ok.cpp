// RUN: %check_rule %s
// Flags and counters that come back: what is set anew there is set anew time
// and again, or may be.
#include "../Inputs/net.h"
#include <utility>

using torch::Tensor;

struct C1 {
  Net net;
  Tensor ema;
  bool started = false;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    if (!started) {
      ema = l.detach();
      started = true;
    } else {
      ema = 0.9 * ema + 0.1 * l;
    }
  }
  void restart() { started = false; }
};
struct C2 {
  Net net;
  Tensor sum;
  int n = 0;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    sum = n == 0 ? l : sum + l;
    if (++n == 100)
      n = 0;
  }
};
struct C3 {
  Net net;
  Tensor sum = torch::zeros({});
  int n = 0;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    sum = sum + l;
    if (++n == 8) {
      n = 0;
      sum.backward();
      sum = torch::zeros({});
    }
  }
};
// Somebody else changes it.
void restartWhenDone(bool &flag);
struct C4 {
  Net net;
  Tensor ema;
  bool started = false;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    if (!started) {
      ema = l.detach();
      started = true;
    } else {
      ema = 0.9 * ema + 0.1 * l;
    }
    restartWhenDone(started);
  }
};
// The object that counts is replaced.
struct Window {
  Tensor sum;
  int n = 0;
};
struct C5 {
  Net net;
  Window w;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    w.sum = w.n == 0 ? l.detach() : w.sum + l;
    ++w.n;
    if (!more())
      w = Window();
  }
};
// Each call starts with its own.
struct C6 {
  Net net;
  Tensor sum;
  void epoch_ok(int batches) {
    bool first = true;
    for (int i = 0; i < batches; ++i) {
      auto l = net->forward(nextBatch().data).mean();
      if (first) {
        sum = torch::zeros({});
        first = false;
      }
      sum = sum + l;
    }
    sum.backward();
  }
};
// The caller says which step it is.
struct C7 {
  Net net;
  Tensor sum;
  void step_ok(int t) {
    auto l = net->forward(nextBatch().data).mean();
    if (t == 0)
      sum = torch::zeros({});
    sum = sum + l;
  }
};
// Of a class whose methods are not all here.
struct C8 {
  void step_ok();
  void later();
  Net net;

private:
  Tensor ema;
  int n = 0;
};

void run(C1 &c1, C2 &c2, C3 &c3, C4 &c4, C5 &c5, C6 &c6, C7 &c7) {
  while (more()) {
    c1.step_ok();
    c2.step_ok();
    c3.step_ok();
    c4.step_ok();
    c5.step_ok();
    c6.epoch_ok(100);
    for (int t = 0; t < 10; ++t)
      c7.step_ok(t);
    if (!more())
      c1.restart();
  }
}
