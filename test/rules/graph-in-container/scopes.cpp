// RUN: %check_rule %s
// Objects whose end empties, or cuts, what they were given.
#include "../Inputs/net.h"
#include <vector>

using torch::Tensor;

struct Store {
  std::vector<Tensor> data;
};

class Lease {
public:
  explicit Lease(Store &store) : store_(store) {}
  ~Lease() { store_.data.clear(); }

private:
  Store &store_;
};

struct Rollouts {
  Net net;
  Store store;
  void act_ok() {
    store.data.push_back(net->forward(nextBatch().data));
    if (store.data.size() == 128)
      learn();
  }
  void learn() {
    Lease lease(store);
    torch::stack(store.data).sum().backward();
  }
};

class CutAtEnd {
public:
  explicit CutAtEnd(std::vector<Tensor> &kept) : kept_(kept) {}
  ~CutAtEnd() {
    for (auto &t : kept_)
      t.detach_();
  }

private:
  std::vector<Tensor> &kept_;
};

class CutState {
public:
  explicit CutState(Tensor &state) : state_(state) {}
  ~CutState() { state_ = state_.detach(); }

private:
  Tensor &state_;
};

struct Scoped {
  Net net;
  torch::nn::GRUCell cell{4, 4};
  std::vector<Tensor> kept;
  Tensor h = torch::zeros({1, 4});
  void list_ok() {
    CutAtEnd scope(kept);
    kept.push_back(net->forward(nextBatch().data));
  }
  void state_ok() {
    CutState scope(h);
    h = cell->forward(nextBatch().data, h);
  }
};

// Its own destructor empties nothing while it lives.
struct Owner {
  Net net;
  std::vector<Tensor> kept;
  ~Owner() { kept.clear(); }
  void act_bad() {
    auto out = net->forward(nextBatch().data);
    kept.push_back(out); // WARN: unguarded-inference
  }
};

class Timer {
public:
  explicit Timer(double &seconds) : seconds_(seconds) {}
  ~Timer() { seconds_ += 1; }

private:
  double &seconds_;
};

class Reader {
public:
  explicit Reader(const std::vector<Tensor> &list) : list_(list) {}
  ~Reader() { count_ += list_.size(); }

private:
  const std::vector<Tensor> &list_;
  size_t count_ = 0;
};

struct Timed {
  Net net;
  double seconds = 0;
  std::vector<Tensor> kept;
  void timed_bad() {
    Timer timer(seconds);
    auto out = net->forward(nextBatch().data);
    kept.push_back(out); // WARN: unguarded-inference
  }
  std::vector<Tensor> others;
  void read_bad() {
    Reader reader(others);
    auto out = net->forward(nextBatch().data);
    others.push_back(out); // WARN: unguarded-inference
  }
};
