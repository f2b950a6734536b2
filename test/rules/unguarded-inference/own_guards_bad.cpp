// RUN: %check_rule %s
// Classes that look like guards and are none, or are gone too early.
#include "../Inputs/net.h"
#include <vector>

struct Scoped {
  Scoped() : previous(at::GradMode::is_enabled()) {
    at::GradMode::set_enabled(false);
  }
  ~Scoped() { at::GradMode::set_enabled(previous); }
  bool previous;
};

struct Timed {
  Timed() : previous(at::GradMode::is_enabled()) {}
  ~Timed() { at::GradMode::set_enabled(previous); }
  bool previous;
};

class Service {
public:
  void timed_bad() {
    Timed scope;
    while (more())
      kept_.push_back(net_->forward(nextBatch().data)); // WARN: unguarded-inference
  }
  void ended_bad() {
    { Scoped scope; }
    while (more())
      kept_.push_back(net_->forward(nextBatch().data)); // WARN: ineffective-guard
  }

private:
  Net net_;
  std::vector<torch::Tensor> kept_;
};
