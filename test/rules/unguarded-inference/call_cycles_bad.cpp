// RUN: %check_rule %s
// Functions that call each other: what one of them does, all of them may do,
// whichever is declared first.
#include "../Inputs/net.h"
#include <vector>

using Outputs = std::vector<torch::Tensor>;

// The second empties the list.
void retry(Outputs &outputs, int rounds);
void flush(Outputs &outputs, int rounds);
void retry(Outputs &outputs, int rounds) {
  if (rounds)
    flush(outputs, rounds - 1);
}
void flush(Outputs &outputs, int rounds) {
  outputs.clear();
  if (rounds)
    retry(outputs, rounds - 1);
}

// The first does.
void drain(Outputs &outputs, int rounds);
void again(Outputs &outputs, int rounds);
void drain(Outputs &outputs, int rounds) {
  outputs.clear();
  if (rounds)
    again(outputs, rounds - 1);
}
void again(Outputs &outputs, int rounds) {
  if (rounds)
    drain(outputs, rounds - 1);
}

// Neither does.
void count(Outputs &outputs, int rounds);
void check(Outputs &outputs, int rounds) {
  if (rounds)
    count(outputs, rounds - 1);
}
void count(Outputs &outputs, int rounds) {
  if (outputs.size() > 1)
    check(outputs, rounds - 1);
}

struct Flushing {
  Net net;
  Outputs kept;
  void retried_ok() {
    kept.push_back(net->forward(nextBatch().data));
    retry(kept, 3);
  }
};

struct Draining {
  Net net;
  Outputs kept;
  void drained_ok() {
    kept.push_back(net->forward(nextBatch().data));
    again(kept, 3);
  }
};

struct Counting {
  Net net;
  Outputs kept;
  void counted_bad() {
    kept.push_back(net->forward(nextBatch().data)); // WARN: unguarded-inference
    check(kept, 3);
  }
};

// Two methods that take turns: nobody else in sight calls them.
struct Turns {
  Net net;
  Outputs kept;
  void ping_bad(int rounds) {
    kept.push_back(net->forward(nextBatch().data)); // WARN: unguarded-inference
    if (rounds)
      pong(rounds - 1);
  }
  void pong(int rounds) { ping_bad(rounds); }
};

// The guard is held where the cycle is entered.
struct Guarded {
  Net net;
  Outputs kept;
  void infer_ok(int rounds) {
    torch::NoGradGuard guard;
    ping(rounds);
  }

private:
  void ping(int rounds) {
    kept.push_back(net->forward(nextBatch().data));
    if (rounds)
      pong(rounds - 1);
  }
  void pong(int rounds) { ping(rounds); }
};

// A tree that is walked down.
struct Node {
  Net net;
  Outputs kept;
  std::unique_ptr<Node> left, right;
  void clear() {
    kept.clear();
    if (left)
      left->clear();
    if (right)
      right->clear();
  }
  void infer_ok() {
    kept.push_back(net->forward(nextBatch().data));
    if (left)
      left->infer_ok();
  }
};

struct Branch {
  Net net;
  Outputs kept;
  std::unique_ptr<Branch> left;
  void infer_bad() {
    kept.push_back(net->forward(nextBatch().data)); // WARN: unguarded-inference
    if (left)
      left->infer_bad();
  }
};
