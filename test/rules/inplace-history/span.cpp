// RUN: %check_rule --flag=-std=c++20 %s
// Writes through std::span.
#include "../Inputs/net.h"
#include <array>
#include <vector>

#if __cplusplus >= 202002L
#include <span>

using torch::Tensor;

void move_one(std::span<Tensor> all, size_t i, const Tensor &to) {
  all[i].lerp_(to, 0.1); // WARN: inplace-history
}
void move_each(std::span<Tensor> all, const Tensor &to) {
  for (auto &one : all)
    one = one * 0.9 + to;
}
void cut(std::span<Tensor> all) {
  for (auto &one : all)
    one = one.detach();
}

struct Centers {
  Net net;
  std::array<Tensor, 4> centers;
  void step_bad() { move_one(centers, 1, net->forward(nextBatch().data)); }
};
struct CutCenters {
  Net net;
  std::vector<Tensor> centers;
  void step_ok() {
    move_each(centers, net->forward(nextBatch().data));
    cut(centers);
  }
};
struct FromDetached {
  Net net;
  std::vector<Tensor> centers;
  void step_ok() {
    move_each(centers, net->forward(nextBatch().data).detach());
  }
};
#endif
