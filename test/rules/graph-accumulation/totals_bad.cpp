// RUN: %check_rule %s
// How people add up losses.
#include "../Inputs/net.h"
#include <map>
#include <string>
#include <vector>

using torch::Tensor;

struct B1 {
  Net net;
  Tensor total = torch::zeros({});
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    total += l; // WARN: graph-accumulation
  }
};
struct B2 {
  Net net;
  Tensor total;
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    total = total.defined() ? total + l : l; // WARN: graph-accumulation
  }
};
struct B3 {
  Net net;
  std::vector<Tensor> sums{3};
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    sums[0] += l; // WARN: graph-accumulation
  }
};
// A counter tells whether something is there yet.
struct B4 {
  Net net;
  struct M {
    Tensor sum;
    int n = 0;
    void add(const Tensor &v) {
      if (n == 0)
        sum = v;
      else
        sum = sum + v; // WARN: graph-accumulation
      ++n;
    }
  } m;
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    m.add(l);
  }
};
struct B6 {
  Net net;
  std::map<std::string, Tensor> m;
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    auto it = m.find("loss");
    if (it == m.end())
      m["loss"] = l;
    else
      it->second = 0.9 * it->second + 0.1 * l; // WARN: graph-accumulation
  }
};
struct B7 {
  Net net;
  Tensor ema;
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    if (!ema.defined())
      ema = l;
    else
      ema = torch::lerp(ema, l, 0.1); // WARN: graph-accumulation
  }
};
struct B9 {
  Net net;
  Tensor best;
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    best = best.defined() ? torch::min(best, l) : l; // WARN: graph-accumulation
  }
};

void run(B1 &b1, B2 &b2, B3 &b3, B4 &b4, B6 &b6, B7 &b7, B9 &b9) {
  while (more()) {
    b1.step_bad();
    b2.step_bad();
    b3.step_bad();
    b4.step_bad();
    b6.step_bad();
    b7.step_bad();
    b9.step_bad();
  }
}
