// RUN: %check_rule %s
// Guards in an optional or behind a smart pointer: what counts is when they
// hold one.
#include "../Inputs/net.h"
#include <memory>
#include <optional>
#include <vector>

void released_bad(Net &net) {
  std::vector<torch::Tensor> results;
  std::optional<torch::NoGradGuard> guard;
  guard.emplace();
  net->forward(nextBatch().data);
  guard.reset();
  while (more())
    results.push_back(net->forward(nextBatch().data)); // WARN: unguarded-inference
}

void never_made_bad(Net &net) {
  std::vector<torch::Tensor> results;
  std::unique_ptr<torch::NoGradGuard> guard;
  while (more())
    results.push_back(net->forward(nextBatch().data)); // WARN: unguarded-inference
}

void assigned_nothing_bad(Net &net) {
  std::vector<torch::Tensor> results;
  std::optional<torch::NoGradGuard> guard(std::in_place);
  guard = std::nullopt;
  while (more())
    results.push_back(net->forward(nextBatch().data)); // WARN: ineffective-guard
}

torch::NoGradGuard noGrad() { return torch::NoGradGuard(); }

void dropped_bad(Net &net) {
  std::vector<torch::Tensor> results;
  noGrad();
  while (more())
    results.push_back(net->forward(nextBatch().data)); // WARN: ineffective-guard
}
