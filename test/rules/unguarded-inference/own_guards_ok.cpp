// RUN: %check_rule %s
// Guards that the code writes itself: the constructor switches grad mode, the
// destructor switches it back.
#include "../Inputs/net.h"
#include <vector>

struct Scoped {
  Scoped() : previous(at::GradMode::is_enabled()) {
    at::GradMode::set_enabled(false);
  }
  ~Scoped() { at::GradMode::set_enabled(previous); }
  bool previous;
};

struct ScopedMode {
  explicit ScopedMode(bool enabled) : previous(at::GradMode::is_enabled()) {
    at::GradMode::set_enabled(enabled);
  }
  ~ScopedMode() { at::GradMode::set_enabled(previous); }
  bool previous;
};

class Service {
public:
  void scoped_ok() {
    Scoped scope;
    while (more())
      kept_.push_back(net_->forward(nextBatch().data));
  }
  // What the argument does is not followed.
  void mode_ok() {
    ScopedMode scope(false);
    while (more())
      kept_.push_back(net_->forward(nextBatch().data));
  }

private:
  Net net_;
  std::vector<torch::Tensor> kept_;
};
