// RUN: %check_rule %s
// Set anew only the first times: a flag that is only ever set, a counter that
// only counts up.
#include "../Inputs/net.h"
#include <map>
#include <string>
#include <utility>

using torch::Tensor;

struct C1 {
  Net net;
  Tensor ema;
  bool started = false;
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    if (!started) {
      ema = l.detach();
      started = true;
    } else {
      ema = 0.9 * ema + 0.1 * l; // WARN: graph-accumulation
    }
  }
};
struct C2 {
  Net net;
  Tensor mean;
  int count = 0;
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    if (count == 0)
      mean = torch::zeros({});
    ++count;
    mean = mean + (l - mean) / count; // WARN: graph-accumulation
  }
};
struct C3 {
  Net net;
  Tensor top;
  long seen = 0;
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    top = seen++ == 0 ? l : torch::maximum(top, l); // WARN: graph-accumulation
  }
};
struct C4 {
  Net net;
  Tensor ema;
  bool first = true;
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    if (std::exchange(first, false)) {
      ema = torch::zeros({});
      return;
    }
    ema = 0.9 * ema + 0.1 * l; // WARN: graph-accumulation
  }
};
struct C5 {
  Net net;
  Tensor ema;
  int warm = 0;
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    if (warm < 10) {
      ++warm;
      ema = l.detach();
      return;
    }
    ema = 0.9 * ema + 0.1 * l; // WARN: graph-accumulation
  }
};
struct Running {
  Tensor mean;
  int n = 0;
};
struct C6 {
  Net net;
  std::map<std::string, Running> sites;
  void step_bad(const std::string &site) {
    merge(sites[site], net->forward(nextBatch().data).mean());
  }
  static void merge(Running &r, const Tensor &p) {
    ++r.n;
    if (r.n == 1) {
      r.mean = p.detach();
      return;
    }
    r.mean = r.mean * 0.9 + p * 0.1; // WARN: graph-accumulation
  }
};
enum class Phase { Cold, Warm };
struct C7 {
  Net net;
  Tensor ema;
  Phase phase = Phase::Cold;
  void step_bad() {
    auto l = net->forward(nextBatch().data).mean();
    if (phase == Phase::Cold) {
      ema = torch::zeros({});
      phase = Phase::Warm;
    }
    ema = 0.9 * ema + 0.1 * l; // WARN: graph-accumulation
  }
};

void local_bad(Net &net) {
  Tensor ema;
  bool first = true;
  while (more()) {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    if (first) {
      ema = l.detach();
      first = false;
    } else {
      ema = 0.9 * ema + 0.1 * l; // WARN: graph-accumulation
    }
  }
}

void run(C1 &c1, C2 &c2, C3 &c3, C4 &c4, C5 &c5, C6 &c6, C7 &c7) {
  while (more()) {
    c1.step_bad();
    c2.step_bad();
    c3.step_bad();
    c4.step_bad();
    c5.step_bad();
    c6.step_bad("north");
    c7.step_bad();
  }
}
