// RUN: %check_rule %s
// Members that refer to a list of somebody else, who empties it or does not.
#include "../Inputs/net.h"
#include <vector>

using torch::Tensor;

struct Emptied {
  std::vector<Tensor> &log;
  explicit Emptied(std::vector<Tensor> &list) : log(list) {}
  void add_ok(const Tensor &t) { log.push_back(t); }
};
struct Kept {
  std::vector<Tensor> &log;
  explicit Kept(std::vector<Tensor> &list) : log(list) {}
  void add_bad(const Tensor &t) {
    log.push_back(t); // WARN: unguarded-inference
  }
};
struct ByPointer {
  std::vector<Tensor> *log;
  explicit ByPointer(std::vector<Tensor> *list) : log(list) {}
  void add_ok(const Tensor &t) { log->push_back(t); }
};
struct OfLocal {
  std::vector<Tensor> &log;
  explicit OfLocal(std::vector<Tensor> &list) : log(list) {}
  void add_ok(const Tensor &t) { log.push_back(t); }
};
struct OfLocalKept {
  std::vector<Tensor> &log;
  explicit OfLocalKept(std::vector<Tensor> &list) : log(list) {}
  void add_bad(const Tensor &t) {
    log.push_back(t); // WARN: unguarded-inference
  }
};

struct Owner {
  Net net;
  std::vector<Tensor> emptied, kept, pointed;
  Emptied a{emptied};
  Kept b{kept};
  ByPointer c{&pointed};
  void step() {
    a.add_ok(net->forward(nextBatch().data));
    b.add_bad(net->forward(nextBatch().data));
    c.add_ok(net->forward(nextBatch().data));
    pointed.clear();
  }
  std::vector<Tensor> take() { return std::exchange(emptied, {}); }
};

int main() {
  Owner owner;
  Net net;
  std::vector<Tensor> first, second;
  OfLocal d(first);
  OfLocalKept e(second);
  while (true) {
    owner.step();
    owner.take();
    d.add_ok(net->forward(nextBatch().data));
    first.clear();
    e.add_bad(net->forward(nextBatch().data));
  }
}
