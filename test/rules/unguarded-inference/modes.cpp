// RUN: %check_rule %s
// Grad mode that a function sets stays set for its callers, on the same thread.
// A guard in that function brings it back.
#include "../Inputs/net.h"
#include <ATen/autocast_mode.h>
#include <functional>
#include <thread>
#include <vector>

namespace {

void off() {
  torch::manual_seed(1);
  torch::GradMode::set_enabled(false);
}
void offAndOnAgain() {
  const bool before = torch::GradMode::is_enabled();
  torch::GradMode::set_enabled(false);
  torch::manual_seed(1);
  torch::GradMode::set_enabled(before);
}
void offWhileItRuns() {
  torch::NoGradGuard guard;
  torch::manual_seed(1);
}
void offAboveAGuard() {
  torch::GradMode::set_enabled(false);
  torch::AutoGradMode on(true);
  torch::manual_seed(1);
}
void setTo(bool enabled) { torch::GradMode::set_enabled(enabled); }
void trainOrNot(bool train) {
  if (train)
    at::GradMode::set_enabled(true);
  else
    at::GradMode::set_enabled(false);
}
void wrapped() { off(); }
void wrappedTwice() { wrapped(); }
void autocast() { at::autocast::set_enabled(false); }
void onceAutocastOn() { at::autocast::set_enabled(true); }

struct Log {
  Net net;
  std::vector<torch::Tensor> kept;
  void off_ok() { kept.push_back(net->forward(nextBatch().data)); }
  void again_bad() { kept.push_back(net->forward(nextBatch().data)); } // WARN: unguarded-inference
  void runs_bad() { kept.push_back(net->forward(nextBatch().data)); } // WARN: unguarded-inference
  void above_ok() { kept.push_back(net->forward(nextBatch().data)); }
  void false_ok() { kept.push_back(net->forward(nextBatch().data)); }
  void true_bad() { kept.push_back(net->forward(nextBatch().data)); } // WARN: unguarded-inference
  void noTrain_ok() { kept.push_back(net->forward(nextBatch().data)); }
  void train_bad() { kept.push_back(net->forward(nextBatch().data)); } // WARN: unguarded-inference
  void wrapped_ok() { kept.push_back(net->forward(nextBatch().data)); }
  void wrappedTwice_ok() { kept.push_back(net->forward(nextBatch().data)); }
  void autocast_bad() { kept.push_back(net->forward(nextBatch().data)); } // WARN: unguarded-inference
  void guarded_ok() { kept.push_back(net->forward(nextBatch().data)); }
  void lambda_ok() { kept.push_back(net->forward(nextBatch().data)); }
  void thread_bad() { kept.push_back(net->forward(nextBatch().data)); } // WARN: ineffective-guard
  void threadItself_ok() { kept.push_back(net->forward(nextBatch().data)); }
  void constructor_ok() { kept.push_back(net->forward(nextBatch().data)); }
  void unlessTold_ok() { kept.push_back(net->forward(nextBatch().data)); }
  void inLoop_ok() { kept.push_back(net->forward(nextBatch().data)); }
};

struct Evaluator {
  Evaluator() { torch::GradMode::set_enabled(false); }
  void run(Log &log) {
    while (more())
      log.constructor_ok();
  }
};

// Its destructor sets it back, through helpers.
struct Paused {
  Paused() { setTo(false); }
  ~Paused() { setTo(true); }
};

void plain(Log &log) {
  off();
  while (more())
    log.off_ok();
  setTo(true);
}
void again(Log &log) {
  offAndOnAgain();
  while (more())
    log.again_bad();
}
void runs(Log &log) {
  offWhileItRuns();
  while (more())
    log.runs_bad();
}
void above(Log &log) {
  offAboveAGuard();
  while (more())
    log.above_ok();
  setTo(true);
}
void given(Log &log) {
  setTo(false);
  while (more())
    log.false_ok();
  setTo(true);
  while (more())
    log.true_bad();
}
void branches(Log &log) {
  trainOrNot(false);
  while (more())
    log.noTrain_ok();
  trainOrNot(true);
  while (more())
    log.train_bad();
}
void deep(Log &log) {
  wrapped();
  while (more())
    log.wrapped_ok();
  setTo(true);
  wrappedTwice();
  while (more())
    log.wrappedTwice_ok();
  setTo(true);
}
void others(Log &log) {
  autocast();
  while (more())
    log.autocast_bad();
  torch::NoGradGuard guard;
  onceAutocastOn();
  while (more())
    log.guarded_ok();
}
void lambdas(Log &log) {
  auto disable = [] { torch::GradMode::set_enabled(false); };
  disable();
  while (more())
    log.lambda_ok();
  setTo(true);
}
void threads(Log &log) {
  off();
  std::thread other([&log] {
    while (more())
      log.thread_bad();
  });
  other.join();
  std::thread itself([&log] {
    off();
    while (more())
      log.threadItself_ok();
  });
  itself.join();
  setTo(true);
}
void constructors(Log &log) {
  Evaluator evaluator;
  evaluator.run(log);
  setTo(true);
}
void unlessTold(Log &log, bool train) {
  setTo(train);
  while (more())
    log.unlessTold_ok();
  setTo(true);
}
void inLoop(Log &log) {
  while (more()) {
    off();
    log.inLoop_ok();
    setTo(true);
  }
}

struct Pauses {
  Net net;
  std::vector<torch::Tensor> kept;
  void inside_ok() {
    Paused paused;
    kept.push_back(net->forward(nextBatch().data));
  }
  void behind_bad() {
    { Paused paused; }
    kept.push_back(net->forward(nextBatch().data)); // WARN: ineffective-guard
  }
};

} // namespace

int main(int argc, char **) {
  Log log;
  plain(log);
  again(log);
  runs(log);
  above(log);
  given(log);
  branches(log);
  deep(log);
  others(log);
  lambdas(log);
  threads(log);
  constructors(log);
  unlessTold(log, argc > 1);
  inLoop(log);
  Pauses pauses;
  while (more()) {
    pauses.inside_ok();
    pauses.behind_bad();
  }
}
