// RUN: %check_rule %s
// A setter resets what it sets if a caller in sight gives it a value without
// the old one in it. One that nobody calls, or that is given what was made from
// what is there, resets nothing.
#include "../Inputs/net.h"

struct Snapshot {
  torch::Tensor state;
};

class Base {
protected:
  torch::Tensor next(const torch::Tensor &x, const torch::Tensor &state) {
    return torch::tanh(fc_->forward(x + state));
  }
  static torch::Tensor start() { return torch::zeros({1, 16}); }
  torch::nn::Linear fc_{16, 16};
};

class Uncalled : Base {
public:
  void set(torch::Tensor state) { state_ = std::move(state); }
  void step_bad(torch::Tensor x) { state_ = next(x, state_); } // WARN: recurrent-state

private:
  torch::Tensor state_ = start();
};

class UncalledPart : Base {
public:
  void restore(const Snapshot &from) { state_ = from.state; }
  void step_bad(torch::Tensor x) { state_ = next(x, state_); } // WARN: recurrent-state

private:
  torch::Tensor state_ = start();
};

class GivenItself : Base {
public:
  void set(torch::Tensor state) { state_ = state; }
  void scale() { set(torch::relu(state_)); }
  void step_bad(torch::Tensor x) { state_ = next(x, state_); } // WARN: recurrent-state

private:
  torch::Tensor state_ = start();
};

class GivenNext : Base {
public:
  void set_bad(const torch::Tensor &state) { state_ = state; } // WARN: recurrent-state
  void step(torch::Tensor x) { set_bad(next(x, state_)); }

private:
  torch::Tensor state_ = start();
};

class GivenZeros : Base {
public:
  void set(const torch::Tensor &state) { state_ = state; }
  void begin() { set(start()); }
  void step_ok(torch::Tensor x) { state_ = next(x, state_); }

private:
  torch::Tensor state_ = start();
};

class GivenZerosFromFar : Base {
public:
  void set(torch::Tensor state) { state_ = std::move(state); }
  void hand(torch::Tensor state) { set(std::move(state)); }
  void step_ok(torch::Tensor x) { state_ = next(x, state_); }

private:
  torch::Tensor state_ = start();
};
void begin(GivenZerosFromFar &cell) { cell.hand(torch::zeros({1, 16})); }

class GivenAnother : Base {
public:
  void set(torch::Tensor state) { state_ = state; }
  void begin(const torch::Tensor &context) { set(torch::tanh(fc_->forward(nextBatch().data))); }
  void step_ok(torch::Tensor x) { state_ = next(x, state_); }

private:
  torch::Tensor state_ = start();
};

class Cuts : Base {
public:
  void set(torch::Tensor state) { state_ = state.detach(); }
  void step_ok(torch::Tensor x) { state_ = next(x, state_); }

private:
  torch::Tensor state_ = start();
};

class Resets : Base {
public:
  void reset() { state_ = start(); }
  void step_ok(torch::Tensor x) { state_ = next(x, state_); }

private:
  torch::Tensor state_ = start();
};
