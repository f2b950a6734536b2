// RUN: %check_rule %s
// A flag decides whether there is history, and the wrong side is kept.
#include "../Inputs/net.h"
#include <memory>
#include <optional>
#include <vector>

using torch::Tensor;

enum class Phase { Train, Validate };

Tensor by_mode(Net &net, bool train) {
  torch::AutoGradMode mode(train);
  return net->forward(nextBatch().data);
}
Tensor passed_on(Net &net, bool train) { return by_mode(net, train); }
Tensor by_default(Net &net, bool detach = true) {
  Tensor out = net->forward(nextBatch().data);
  return detach ? out.detach() : out;
}
Tensor by_phase(Net &net, Phase phase) {
  std::unique_ptr<torch::NoGradGuard> guard;
  if (phase != Phase::Train)
    guard = std::make_unique<torch::NoGradGuard>();
  return net->forward(nextBatch().data);
}

struct Log {
  std::vector<Tensor> values;
  void add(const Tensor &t, bool keep) {
    if (keep)
      values.push_back(t); // WARN: unguarded-inference
  }
  void flush(bool clear) {
    if (clear)
      values.clear();
  }
};

void emplaced_bad(Net &net, bool train) {
  std::vector<Tensor> kept;
  while (more()) {
    std::optional<torch::NoGradGuard> guard;
    if (!train)
      guard.emplace();
    Tensor out = net->forward(nextBatch().data);
    if (train)
      kept.push_back(out); // WARN: unguarded-inference
  }
}
void mode_bad(Net &net, bool train) {
  std::vector<Tensor> kept;
  while (more()) {
    torch::AutoGradMode mode(train);
    Tensor out = net->forward(nextBatch().data);
    if (train)
      kept.push_back(out); // WARN: unguarded-inference
  }
}
void cut_bad(Net &net, bool verbose) {
  std::vector<Tensor> kept;
  while (more()) {
    Tensor out = net->forward(nextBatch().data);
    if (!verbose)
      out = out.detach();
    if (verbose)
      kept.push_back(out); // WARN: unguarded-inference
  }
}
// In between, the flag is another.
void set_in_between_bad(Net &net, bool verbose) {
  std::vector<Tensor> kept;
  while (more()) {
    Tensor out = net->forward(nextBatch().data);
    if (verbose)
      out = out.detach();
    verbose = !verbose;
    if (verbose)
      kept.push_back(out); // WARN: unguarded-inference
  }
}
// What is kept was made in the round before, with another flag.
void other_round_bad(Net &net) {
  std::vector<Tensor> kept;
  Tensor out = nextBatch().data;
  while (more()) {
    const bool keep = more();
    if (keep)
      kept.push_back(out); // WARN: unguarded-inference
    if (!keep)
      out = net->forward(nextBatch().data);
    else
      out = nextBatch().data;
  }
}
void arguments_bad(Net &net) {
  std::vector<Tensor> kept;
  while (more()) {
    kept.push_back(by_mode(net, true)); // WARN: unguarded-inference
    kept.push_back(passed_on(net, true)); // WARN: unguarded-inference
    kept.push_back(by_default(net, false)); // WARN: unguarded-inference
    kept.push_back( // WARN: unguarded-inference
        by_phase(net, Phase::Train));
  }
}
void never_flushed_bad(Net &net) {
  Log log;
  while (more()) {
    log.add(net->forward(nextBatch().data), true);
    log.flush(false);
  }
}
