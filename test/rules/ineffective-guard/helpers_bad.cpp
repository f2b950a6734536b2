// RUN: %check_rule %s
// Guards of helpers that were meant for what comes after them, and guards where
// a callable is made and not where it runs.
#include "../Inputs/net.h"
#include <functional>
#include <vector>

static void switch_off() { // "configure()", "begin_inference()"
  torch::NoGradGuard guard;
}

struct GuardedBefore {
  Net net;
  std::vector<torch::Tensor> kept;
  void infer() {
    kept.push_back(net->forward(nextBatch().data)); // WARN: ineffective-guard
  }
};

// The helper is called where the loop is: two calls from where the module runs.
void guarded_before_bad() {
  switch_off();
  GuardedBefore desk;
  while (more())
    desk.infer();
}

struct GuardedAfter {
  Net net;
  std::vector<torch::Tensor> kept;
  void infer() {
    kept.push_back(net->forward(nextBatch().data)); // WARN: unguarded-inference
  }
};

void guarded_after_bad() {
  GuardedAfter desk;
  while (more())
    desk.infer();
  switch_off();
}

using Embed = std::function<torch::Tensor(torch::Tensor)>;

Embed made_under_guard(Net net) {
  torch::NoGradGuard guard;
  return [net](torch::Tensor x) mutable { return net->forward(x); };
}

class MadeUnderGuard {
public:
  explicit MadeUnderGuard(Embed embed) : embed_(std::move(embed)) {}
  void add() {
    kept_.push_back(embed_(nextBatch().data)); // WARN: ineffective-guard
  }

private:
  Embed embed_;
  std::vector<torch::Tensor> kept_;
};

void made_under_guard_bad(Net &net) {
  MadeUnderGuard catalogue(made_under_guard(net));
  while (more())
    catalogue.add();
}

// Of another type, so that no call may run the other one.
using EmbedNamed = std::function<torch::Tensor(torch::Tensor, int)>;

EmbedNamed runs_under_guard(Net net) {
  return [net](torch::Tensor x, int) mutable {
    torch::NoGradGuard guard;
    return net->forward(x);
  };
}

void runs_under_guard_ok(Net &net) {
  EmbedNamed embed = runs_under_guard(net);
  std::vector<torch::Tensor> kept;
  while (more())
    kept.push_back(embed(nextBatch().data, 1));
}
