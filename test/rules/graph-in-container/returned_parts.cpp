// RUN: %check_rule %s
// Records and lists of records that functions return: one part has history.
#include "../Inputs/net.h"
#include <tuple>
#include <utility>
#include <vector>

using torch::Tensor;

struct Step {
  Tensor loss, seen;
};

Step one(Net &net) {
  Step step;
  step.seen = nextBatch().data;
  step.loss = net->forward(step.seen).sum();
  return step;
}
std::vector<Step> filled(Net &net) {
  std::vector<Step> steps;
  for (int i = 0; i < 5; ++i) {
    Step step;
    step.seen = nextBatch().data;
    step.loss = net->forward(step.seen).sum();
    steps.push_back(step);
  }
  return steps;
}
std::vector<Step> by_reference(Net &net) {
  std::vector<Step> steps;
  for (int i = 0; i < 5; ++i) {
    auto &step = steps.emplace_back();
    step.seen = nextBatch().data;
    step.loss = net->forward(step.seen).sum();
  }
  return steps;
}
std::vector<std::pair<Tensor, double>> scored(Net &net) {
  std::vector<std::pair<Tensor, double>> steps;
  for (int i = 0; i < 5; ++i)
    steps.emplace_back(net->forward(nextBatch().data), 0.5);
  return steps;
}
std::tuple<Tensor, Tensor, int> three(Net &net) {
  Tensor data = nextBatch().data;
  return {net->forward(data), data, 3};
}

void one_ok(Net &net) {
  std::vector<Tensor> kept;
  while (more()) {
    Step step = one(net);
    kept.push_back(step.seen);
    step.loss.backward();
  }
}
void one_bad(Net &net) {
  std::vector<Tensor> kept;
  while (more()) {
    Step step = one(net);
    kept.push_back(step.loss); // WARN: unguarded-inference
  }
}
void filled_ok(Net &net) {
  std::vector<Tensor> kept;
  while (more())
    for (auto &step : filled(net))
      kept.push_back(step.seen);
}
void filled_bad(Net &net) {
  std::vector<Tensor> kept;
  while (more())
    for (auto &step : filled(net))
      kept.push_back(step.loss); // WARN: unguarded-inference
}
void by_reference_ok(Net &net) {
  std::vector<Tensor> kept;
  while (more())
    for (auto &step : by_reference(net))
      kept.push_back(step.seen);
}
void by_reference_bad(Net &net) {
  std::vector<Tensor> kept;
  while (more())
    for (auto &step : by_reference(net))
      kept.push_back(step.loss); // WARN: unguarded-inference
}
void scored_bad(Net &net) {
  std::vector<Tensor> kept;
  while (more())
    for (auto &[tensor, score] : scored(net))
      kept.push_back(tensor); // WARN: unguarded-inference
}
void three_ok(Net &net) {
  std::vector<Tensor> kept;
  while (more()) {
    auto [out, data, number] = three(net);
    kept.push_back(data);
  }
}
void three_bad(Net &net) {
  std::vector<Tensor> kept;
  while (more()) {
    auto [out, data, number] = three(net);
    kept.push_back(out); // WARN: unguarded-inference
  }
}
// The parts of a pair in a list are not told apart.
std::vector<std::pair<Tensor, Tensor>> pairs(Net &net) {
  std::vector<std::pair<Tensor, Tensor>> steps;
  for (int i = 0; i < 5; ++i) {
    Tensor data = nextBatch().data;
    steps.emplace_back(net->forward(data), data);
  }
  return steps;
}
void FP_pairs_ok(Net &net) {
  std::vector<Tensor> kept;
  while (more())
    for (auto &step : pairs(net))
      kept.push_back(step.second); // WARN: unguarded-inference
}
