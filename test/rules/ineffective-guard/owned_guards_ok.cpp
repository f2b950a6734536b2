// RUN: %check_rule %s
// Guards in an optional or behind a smart pointer that hold one, or may.
#include "../Inputs/net.h"
#include <memory>
#include <optional>
#include <vector>

void emplaced_ok(Net &net) {
  std::vector<torch::Tensor> results;
  std::optional<torch::NoGradGuard> guard;
  guard.emplace();
  while (more())
    results.push_back(net->forward(nextBatch().data));
}

void in_place_ok(Net &net) {
  std::vector<torch::Tensor> results;
  std::optional<torch::NoGradGuard> guard(std::in_place);
  while (more())
    results.push_back(net->forward(nextBatch().data));
}

void made_ok(Net &net) {
  std::vector<torch::Tensor> results;
  auto guard = std::make_unique<torch::NoGradGuard>();
  while (more())
    results.push_back(net->forward(nextBatch().data));
}

void sometimes_ok(Net &net, bool training) {
  std::vector<torch::Tensor> results;
  std::optional<torch::NoGradGuard> guard;
  if (!training)
    guard.emplace();
  while (more())
    results.push_back(net->forward(nextBatch().data));
}

void replaced_ok(Net &net) {
  std::vector<torch::Tensor> results;
  std::unique_ptr<torch::NoGradGuard> guard;
  guard.reset(new torch::NoGradGuard);
  while (more())
    results.push_back(net->forward(nextBatch().data));
}

torch::NoGradGuard noGrad() { return torch::NoGradGuard(); }

void kept_ok(Net &net) {
  std::vector<torch::Tensor> results;
  auto guard = noGrad();
  while (more())
    results.push_back(net->forward(nextBatch().data));
}
