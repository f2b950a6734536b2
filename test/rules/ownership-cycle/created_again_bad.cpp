// RUN: %check_rule %s
// The whole program is in sight, and makes the cycle again and again.
#include "../Inputs/net.h"
#include <memory>
#include <vector>

struct Model;
struct Head {
  Net net;
  std::shared_ptr<Model> model;
};
struct Model : std::enable_shared_from_this<Model> {
  void build() {
    head = std::make_shared<Head>();
    head->model = shared_from_this(); // WARN: ownership-cycle
  }
  torch::Tensor forward(torch::Tensor x) { return head->net->forward(x); }
  std::shared_ptr<Head> head;
};

static double score(const Batch &b) {
  auto model = std::make_shared<Model>();
  model->build();
  torch::NoGradGuard no_grad;
  return model->forward(b.data).mean().item<double>();
}

int main() {
  double sum = 0;
  while (more())
    sum += score(nextBatch());
  return sum > 0;
}
