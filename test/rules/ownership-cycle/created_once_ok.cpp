// RUN: %check_rule %s
// The whole program is in sight, and makes the cycle once.
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
    head->model = shared_from_this();
  }
  torch::Tensor forward(torch::Tensor x) { return head->net->forward(x); }
  std::shared_ptr<Head> head;
};

int main() {
  auto model = std::make_shared<Model>();
  model->build();
  torch::NoGradGuard no_grad;
  while (more())
    model->forward(nextBatch().data).mean().item<float>();
}
