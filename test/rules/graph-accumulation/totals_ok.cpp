// RUN: %check_rule %s
// How people keep totals without history, or start them anew.
#include "../Inputs/net.h"
#include <map>
#include <string>

using torch::Tensor;

struct B1 {
  Net net;
  Tensor total = torch::zeros({});
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    total += l.detach();
  }
};
struct B2 {
  Net net;
  Tensor total;
  int n = 0;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    total = total.defined() ? total + l.detach() : l.detach();
  }
};
struct B3 {
  Net net;
  Tensor total = torch::zeros({});
  int n = 0;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    total += l;
    if (++n == 100) {
      n = 0;
      total.zero_();
      total = total.detach();
    }
  }
};
struct B4 {
  Net net;
  Tensor total = torch::zeros({});
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    total += l;
  }
  void flush() {
    total.backward();
    total = torch::zeros({});
  }
};
struct B5 {
  Net net;
  double total = 0;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    total += l.item().toDouble();
  }
};
struct B6 {
  Net net;
  std::map<std::string, Tensor> m;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    auto it = m.find("loss");
    if (it == m.end())
      m["loss"] = l.detach();
    else
      it->second = 0.9 * it->second + 0.1 * l.detach();
  }
};
struct B7 {
  Net net;
  Tensor ema;
  void step_ok() {
    auto l = net->forward(nextBatch().data).mean();
    l.backward();
    torch::NoGradGuard g;
    ema = ema.defined() ? ema.mul(0.9).add(l, 0.1) : l.clone();
  }
};
struct B8 {
  Net net;
  Tensor ema;
  void step_ok() {
    Tensor l;
    {
      l = net->forward(nextBatch().data).mean();
      l.backward();
    }
    l = l.detach();
    if (!ema.defined())
      ema = l;
    else
      ema = ema * 0.9 + l * 0.1;
  }
};

void run(B1 &b1, B2 &b2, B3 &b3, B4 &b4, B5 &b5, B6 &b6, B7 &b7, B8 &b8) {
  while (more()) {
    b1.step_ok();
    b2.step_ok();
    b3.step_ok();
    b4.step_ok();
    b5.step_ok();
    b6.step_ok();
    b7.step_ok();
    b8.step_ok();
    b4.flush();
  }
}
