// RUN: %check_rule %s
// Callables that run under the guard of whoever runs them.
#include "../Inputs/net.h"
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

using torch::Tensor;

void without_grad(const std::function<void()> &run) {
  torch::NoGradGuard guard;
  run();
}

template <typename Fn> auto evaluated(Fn &&run) {
  torch::NoGradGuard guard;
  return std::forward<Fn>(run)();
}

struct Given {
  Net net;
  std::vector<Tensor> kept;
  void function_ok() {
    without_grad([&] { kept.push_back(net->forward(nextBatch().data)); });
  }
  void template_ok() {
    evaluated([&] { kept.push_back(net->forward(nextBatch().data)); });
  }
  void result_ok() {
    kept.push_back(evaluated([&] { return net->forward(nextBatch().data); }));
  }
};

class Pool {
public:
  explicit Pool(int threads) {
    for (int i = 0; i < threads; ++i)
      workers_.emplace_back([this] {
        torch::NoGradGuard guard;
        work();
      });
  }
  void submit(std::function<Tensor(int)> job) {
    std::lock_guard<std::mutex> lock(mutex_);
    jobs_.push(std::move(job));
  }

private:
  void work() {
    while (more()) {
      auto job = std::move(jobs_.front());
      jobs_.pop();
      job(1);
    }
  }
  std::vector<std::thread> workers_;
  std::queue<std::function<Tensor(int)>> jobs_;
  std::mutex mutex_;
};

struct Pooled {
  Net net;
  Pool pool{2};
  std::vector<Tensor> kept;
  std::mutex mutex;
  void submit_ok() {
    pool.submit([this](int) {
      auto scores = net->forward(nextBatch().data);
      std::lock_guard<std::mutex> lock(mutex);
      kept.push_back(scores);
      return scores;
    });
  }
};
