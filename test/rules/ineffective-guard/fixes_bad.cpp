// RUN: %check_rule %s
#include "../Inputs/net.h"
#include <vector>

class Embedder {
public:
  void temporary(const torch::Tensor &x) {
    torch::NoGradGuard();
    kept_.push_back(net_->forward(x)); // WARN: ineffective-guard // FIX: torch::NoGradGuard no_grad;
  }
  void declaration(const torch::Tensor &x) {
    torch::NoGradGuard guard();
    kept_.push_back(net_->forward(x)); // WARN: ineffective-guard // FIX: torch::NoGradGuard guard;
  }

private:
  Net net_;
  std::vector<torch::Tensor> kept_;
};
