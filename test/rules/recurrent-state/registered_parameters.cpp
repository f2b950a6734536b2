// RUN: %check_rule %s
// Parameters that a module keeps as tensors, trained or frozen.
#include "../Inputs/net.h"

using torch::Tensor;

struct FilterImpl : torch::nn::Module {
  Tensor weight, offset;
  FilterImpl() {
    weight = register_parameter("weight", torch::eye(4));
    offset = register_buffer("offset", torch::zeros({4}));
  }
  Tensor learned(const Tensor &x) const { return weight.mv(x); }
  Tensor fixed(const Tensor &x) const { return x * 0.9 + offset; }
};
TORCH_MODULE(Filter);

class Estimator {
public:
  explicit Estimator(Filter filter) : filter_(std::move(filter)) {}
  void update() {
    state_ = filter_->learned(state_); // WARN: recurrent-state
    other_ = filter_->fixed(other_);
  }

private:
  Filter filter_;
  Tensor state_ = torch::zeros({4}), other_ = torch::zeros({4});
};

void local_bad() {
  Filter filter;
  Tensor state = torch::zeros({4});
  while (more())
    state = filter->learned(state); // WARN: recurrent-state
}
void buffer_ok() {
  Filter filter;
  Tensor state = torch::zeros({4});
  while (more())
    state = filter->fixed(state);
}
void frozen_ok() {
  Filter filter;
  for (auto &p : filter->parameters())
    p.requires_grad_(false);
  Tensor state = torch::zeros({4});
  while (more())
    state = filter->learned(state);
}

int main() {
  Filter filter;
  Estimator estimator(filter);
  local_bad();
  buffer_ok();
  frozen_ok();
  while (true)
    estimator.update();
}
