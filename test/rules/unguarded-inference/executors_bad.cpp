// RUN: %check_rule %s
// Callables that run without a guard, wherever they were made.
#include "../Inputs/net.h"
#include <functional>
#include <queue>
#include <vector>

using torch::Tensor;

void timed(const std::function<void()> &run) { run(); }

// The guard is gone when it runs.
void warmed_up(const std::function<void()> &warm_up,
               const std::function<void()> &run) {
  {
    torch::NoGradGuard guard;
    warm_up();
  }
  run();
}

struct Given {
  Net net;
  std::vector<Tensor> kept;
  void timed_bad() {
    timed([&] {
      auto out = net->forward(nextBatch().data);
      kept.push_back(out); // WARN: unguarded-inference
    });
  }
  void second_bad() {
    warmed_up([&] { net->forward(nextBatch().data); },
              [&] {
                auto out = net->forward(nextBatch().data);
                kept.push_back(out); // WARN: unguarded-inference
              });
  }
};

struct Queued {
  Net net;
  std::queue<std::function<int(int)>> jobs;
  std::vector<Tensor> kept;
  void submit() {
    jobs.push([this](int) {
      auto out = net->forward(nextBatch().data);
      kept.push_back(out); // WARN: unguarded-inference
      return 0;
    });
  }
  void work() {
    while (more()) {
      auto job = std::move(jobs.front());
      jobs.pop();
      job(1);
    }
  }
};

// Set up by a constructor, run much later.
struct Observed {
  Net net;
  std::function<void(const Tensor &)> on_scores;
  std::vector<Tensor> log;
  Observed() {
    on_scores = [this](const Tensor &scores) {
      log.push_back(scores); // WARN: unguarded-inference
    };
  }
  void step() { on_scores(net->forward(nextBatch().data)); }
};
