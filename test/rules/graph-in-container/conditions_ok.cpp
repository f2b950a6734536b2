// RUN: %check_rule %s
// A flag decides whether there is history, and whether the value is kept.
#include "../Inputs/net.h"
#include <memory>
#include <optional>
#include <vector>

using torch::Tensor;

enum class Phase { Train, Validate, Test };

struct Options {
  bool train = false;
  int verbosity = 0;
};

Tensor by_mode(Net &net, bool train) {
  torch::AutoGradMode mode(train);
  return net->forward(nextBatch().data);
}
Tensor passed_on(Net &net, bool train) { return by_mode(net, train); }
Tensor by_default(Net &net, bool detach = true) {
  Tensor out = net->forward(nextBatch().data);
  if (detach)
    return out.detach();
  return out;
}
Tensor by_conditional(Net &net, bool detach) {
  Tensor out = net->forward(nextBatch().data);
  return detach ? out.detach() : out;
}
Tensor by_phase(Net &net, Phase phase) {
  std::unique_ptr<torch::NoGradGuard> guard;
  if (phase != Phase::Train)
    guard = std::make_unique<torch::NoGradGuard>();
  return net->forward(nextBatch().data);
}
Tensor by_options(Net &net, const Options &options) {
  if (options.train)
    return net->forward(nextBatch().data);
  torch::NoGradGuard guard;
  return net->forward(nextBatch().data);
}

struct Log {
  std::vector<Tensor> values;
  void add(const Tensor &t, bool keep) {
    if (keep)
      values.push_back(t);
  }
  void flush(bool clear = true) {
    if (clear)
      values.clear();
  }
};

void cut_ok(Net &net, bool verbose) {
  std::vector<Tensor> kept;
  while (more()) {
    Tensor out = net->forward(nextBatch().data);
    out.sum().backward();
    if (!verbose)
      out = out.detach();
    if (!verbose)
      kept.push_back(out);
  }
}
void guarded_side_ok(Net &net, bool eval) {
  std::vector<Tensor> kept;
  while (more()) {
    Tensor out;
    if (eval) {
      torch::NoGradGuard guard;
      out = net->forward(nextBatch().data);
    } else {
      out = net->forward(nextBatch().data);
      out.sum().backward();
    }
    if (eval)
      kept.push_back(out);
  }
}
void emplaced_ok(Net &net, bool train) {
  std::vector<Tensor> kept;
  while (more()) {
    std::optional<torch::NoGradGuard> guard;
    if (!train)
      guard.emplace();
    Tensor out = net->forward(nextBatch().data);
    if (!train)
      kept.push_back(out);
  }
}
// Nobody knows with what it is called.
void unknown_ok(Net &net, bool train) {
  std::vector<Tensor> kept;
  while (more()) {
    std::optional<torch::NoGradGuard> guard;
    if (!train)
      guard.emplace();
    kept.push_back(net->forward(nextBatch().data));
  }
}
void mode_ok(Net &net, bool train) {
  std::vector<Tensor> kept;
  while (more()) {
    torch::AutoGradMode mode(train);
    Tensor out = net->forward(nextBatch().data);
    if (train)
      out.sum().backward();
    else
      kept.push_back(out);
  }
}
void inference_mode_ok(Net &net, bool serve) {
  std::vector<Tensor> kept;
  while (more()) {
    c10::InferenceMode mode(serve);
    Tensor out = net->forward(nextBatch().data);
    if (serve)
      kept.push_back(out);
  }
}
void local_flag_ok(Net &net) {
  std::vector<Tensor> kept;
  for (int i = 0; more(); ++i) {
    const bool validate = i % 10 == 0;
    torch::AutoGradMode mode(!validate);
    Tensor out = net->forward(nextBatch().data);
    if (!validate)
      out.sum().backward();
    else
      kept.push_back(out);
  }
}
void arguments_ok(Net &net) {
  std::vector<Tensor> kept;
  while (more()) {
    kept.push_back(by_mode(net, false));
    kept.push_back(passed_on(net, false));
    kept.push_back(by_default(net));
    kept.push_back(by_default(net, true));
    kept.push_back(by_conditional(net, true));
    kept.push_back(by_phase(net, Phase::Validate));
    kept.push_back(by_phase(net, Phase::Test));
  }
}
void options_ok(Net &net, const Options &options) {
  std::vector<Tensor> kept;
  while (more()) {
    Tensor out = by_options(net, options);
    if (!options.train)
      kept.push_back(out);
  }
}
void not_kept_ok(Net &net) {
  Log log;
  while (more())
    log.add(net->forward(nextBatch().data), false);
}
void flushed_ok(Net &net) {
  Log log;
  while (more()) {
    log.add(net->forward(nextBatch().data), true);
    log.flush();
  }
}
void flushed_now_and_then_ok(Net &net) {
  Log log;
  for (int i = 0; more(); ++i) {
    log.add(net->forward(nextBatch().data), true);
    log.flush(i % 100 == 0);
  }
}
// Two flags at once are not followed.
void FP_two_flags_ok(Net &net, bool a, bool b) {
  std::vector<Tensor> kept;
  while (more()) {
    Tensor out = net->forward(nextBatch().data);
    if (a && b)
      out = out.detach();
    if (a && b)
      kept.push_back(out); // WARN: unguarded-inference
  }
}
// The caller holds the guard in that phase only.
struct Engine {
  Net net;
  std::vector<Tensor> kept;
  void run(Phase phase) {
    std::optional<torch::NoGradGuard> guard;
    if (phase == Phase::Validate)
      guard.emplace();
    for (int i = 0; i < 10; ++i)
      step(phase);
  }
  void step(Phase phase) {
    Tensor out = net->forward(nextBatch().data);
    switch (phase) {
    case Phase::Train:
      out.sum().backward();
      break;
    case Phase::Validate:
      kept.push_back(out);
      break;
    case Phase::Test:
      break;
    }
  }
};
void phases_ok() {
  Engine engine;
  while (more()) {
    engine.run(Phase::Train);
    engine.run(Phase::Validate);
  }
}
