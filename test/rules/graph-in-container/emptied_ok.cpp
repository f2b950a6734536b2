// RUN: %check_rule %s
// How people empty what they fill.
#include "../Inputs/net.h"
#include <deque>
#include <memory>
#include <tuple>
#include <vector>

using torch::Tensor;

struct C1 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
    if (v.size() == 8) {
      torch::stack(v).sum().backward();
      v = {};
    }
  }
};
struct C2 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
    if (v.size() == 8) {
      torch::stack(v).sum().backward();
      std::vector<Tensor>().swap(v);
    }
  }
};
struct C3 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
    if (v.size() >= 8) {
      torch::stack(v).sum().backward();
      v.resize(0);
    }
  }
};
struct C4 {
  Net net;
  std::deque<Tensor> v;
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
    while (v.size() > 8)
      v.pop_front();
  }
};
struct C5 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
    if (v.size() > 8)
      v.erase(v.begin());
  }
};
struct C6 {
  Net net;
  std::vector<Tensor> v;
  size_t i = 0;
  C6() {
    v.resize(8);
  }
  void step_ok() {
    v[i++ % 8] = net->forward(nextBatch().data);
  }
};
struct C7 {
  Net net;
  std::vector<Tensor> v;
  Tensor take() {
    auto r = torch::stack(v);
    v.clear();
    return r;
  }
  void step_ok() {
    for (int i = 0; i < 4; ++i)
      v.push_back(net->forward(nextBatch().data));
    take().sum().backward();
  }
};
struct C8 {
  Net net;
  struct Roll {
    std::vector<Tensor> lp, val;
    void clear() {
      lp.clear();
      val.clear();
    }
  } r;
  void step_ok() {
    for (int i = 0; i < 4; ++i) {
      auto o = net->forward(nextBatch().data);
      r.lp.push_back(o);
      r.val.push_back(o.mean());
    }
    (torch::stack(r.lp).sum() + torch::stack(r.val).sum()).backward();
    r.clear();
  }
};
struct C9 {
  Net net;
  struct Roll {
    std::vector<Tensor> lp, val;
  } r;
  void step_ok() {
    for (int i = 0; i < 4; ++i) {
      auto o = net->forward(nextBatch().data);
      r.lp.push_back(o);
    }
    torch::stack(r.lp).sum().backward();
    r = Roll{};
  }
};
struct C10 {
  Net net;
  std::unique_ptr<std::vector<Tensor>> v;
  void step_ok() {
    v = std::make_unique<std::vector<Tensor>>();
    for (int i = 0; i < 4; ++i)
      v->push_back(net->forward(nextBatch().data));
  }
};
struct C11 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    auto o = net->forward(nextBatch().data);
    v.emplace_back(o.argmax(1));
    v.push_back(o.max().detach().cpu());
    v.push_back((o > 0.5));
    v.push_back(std::get<1>(o.topk(3)));
    if (v.size() > 1000000000)
      v.pop_back();
  }
};
struct C12 {
  Net net;
  std::vector<std::vector<Tensor>> v;
  void step_ok() {
    v.emplace_back();
    for (int i = 0; i < 4; ++i)
      v.back().push_back(net->forward(nextBatch().data).detach());
  }
};

void run(C1 &c1, C2 &c2, C3 &c3, C4 &c4, C5 &c5, C6 &c6, C7 &c7, C8 &c8, C9 &c9,
         C10 &c10, C11 &c11, C12 &c12) {
  while (more()) {
    c1.step_ok();
    c2.step_ok();
    c3.step_ok();
    c4.step_ok();
    c5.step_ok();
    c6.step_ok();
    c7.step_ok();
    c8.step_ok();
    c9.step_ok();
    c10.step_ok();
    c11.step_ok();
    c12.step_ok();
  }
}
