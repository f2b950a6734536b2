// RUN: %check_rule %s
// Where people put results.
#include "../Inputs/net.h"
#include <array>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <queue>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

using torch::Tensor;

struct C1 {
  Net net;
  std::vector<Tensor> v;
  void step_bad() {
    v.push_back(net->forward(nextBatch().data)); // WARN: unguarded-inference
  }
};
struct C2 {
  Net net;
  std::vector<std::pair<int, Tensor>> v;
  int n = 0;
  void step_bad() {
    v.emplace_back(n++, net->forward(nextBatch().data)); // WARN: unguarded-inference
  }
};
struct C3 {
  Net net;
  struct Rec {
    int e;
    Tensor t;
  };
  std::deque<Rec> v;
  int n = 0;
  void step_bad() {
    Rec r;
    r.e = n;
    r.t = net->forward(nextBatch().data);
    v.push_front(r); // WARN: unguarded-inference
  }
};
struct C4 {
  Net net;
  std::map<int, std::vector<Tensor>> v;
  int n = 0;
  void step_bad() {
    v[n++ / 10].push_back(net->forward(nextBatch().data)); // WARN: unguarded-inference
  }
};
struct C5 {
  Net net;
  std::vector<std::shared_ptr<Tensor>> v;
  void step_bad() {
    v.push_back(std::make_shared<Tensor>(net->forward(nextBatch().data))); // WARN: unguarded-inference
  }
};
struct C6 {
  Net net;
  std::vector<std::unordered_map<std::string, Tensor>> v;
  void step_bad() {
    std::unordered_map<std::string, Tensor> m;
    m["a"] = net->forward(nextBatch().data);
    v.push_back(std::move(m)); // WARN: unguarded-inference
  }
};
struct C7 {
  Net net;
  std::vector<std::function<Tensor()>> v;
  void step_bad() {
    auto o = net->forward(nextBatch().data);
    v.push_back([o] { return o * 2; }); // WARN: unguarded-inference
  }
};
struct C8 {
  Net net;
  std::queue<Tensor> q;
  std::mutex m;
  void put(Tensor t) {
    std::lock_guard<std::mutex> l(m);
    q.push(std::move(t)); // WARN: unguarded-inference
  }
  void step_bad() {
    put(net->forward(nextBatch().data));
  }
};
struct C9 {
  Net net;
  Tensor all;
  void step_bad() {
    auto o = net->forward(nextBatch().data);
    all = all.defined() ? torch::cat({all, o}) : o; // WARN: recurrent-state
  }
};
struct Node {
  Tensor value;
  std::shared_ptr<Node> parent;
};
// A list of owners, each of the one before.
struct C10 {
  Net net;
  std::shared_ptr<Node> tip;
  void FN_step() {
    auto n = std::make_shared<Node>();
    n->value = net->forward(nextBatch().data);
    n->parent = tip;
    tip = n;
  }
};
struct C11 {
  Net net;
  std::vector<std::future<Tensor>> fs;
  void step_bad() {
    fs.push_back(std::async(std::launch::async, // WARN: unguarded-inference
                            [this] { return net->forward(nextBatch().data); }));
  }
};
struct C12 {
  Net net;
  std::set<std::pair<double, int>> dummy;
  std::vector<std::tuple<Tensor, Tensor, float>> mem;
  void step_bad() {
    auto o = net->forward(nextBatch().data);
    mem.push_back(std::make_tuple(nextBatch().data, o, 1.f)); // WARN: unguarded-inference
  }
};
struct C13 {
  Net net;
  std::array<std::vector<Tensor>, 2> v;
  void step_bad() {
    v[0].push_back(net->forward(nextBatch().data)); // WARN: unguarded-inference
  }
};

void run(C1 &c1, C2 &c2, C3 &c3, C4 &c4, C5 &c5, C6 &c6, C7 &c7, C8 &c8, C9 &c9,
         C10 &c10, C11 &c11, C12 &c12, C13 &c13) {
  while (more()) {
    c1.step_bad();
    c2.step_bad();
    c3.step_bad();
    c4.step_bad();
    c5.step_bad();
    c6.step_bad();
    c7.step_bad();
    c8.step_bad();
    c9.step_bad();
    c10.FN_step();
    c11.step_bad();
    c12.step_bad();
    c13.step_bad();
  }
}
