// RUN: %check_rule %s
// Guards that do not reach the module whose results are kept.
#include "../Inputs/net.h"
#include <functional>
#include <future>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

std::vector<torch::Tensor> temporary_bad(Net &net) {
  torch::NoGradGuard();
  static std::vector<torch::Tensor> cache;
  while (more())
    cache.push_back(net->forward(nextBatch().data)); // WARN: ineffective-guard // NOTE: the guard
  return {};
}

void braces_bad(Net &net) {
  std::vector<torch::Tensor> kept;
  c10::InferenceMode{};
  while (more())
    kept.push_back(net->forward(nextBatch().data)); // WARN: ineffective-guard
}

void off_by_argument_bad(Net &net) {
  std::vector<torch::Tensor> kept;
  torch::AutoGradMode(false);
  while (more())
    kept.push_back(net->forward(nextBatch().data)); // WARN: ineffective-guard
}

void function_declaration_bad(Net &net) {
  torch::NoGradGuard guard();
  std::vector<torch::Tensor> kept;
  while (more())
    kept.push_back(net->forward(nextBatch().data)); // WARN: ineffective-guard
}

void unbraced_if_bad(Net &net) {
  std::vector<torch::Tensor> kept;
  if (!net->is_training())
    torch::NoGradGuard guard;
  while (more())
    kept.push_back(net->forward(nextBatch().data)); // WARN: ineffective-guard
}

void inner_block_bad(Net &net) {
  std::vector<torch::Tensor> kept;
  {
    torch::NoGradGuard guard;
    net->eval();
  }
  while (more())
    kept.push_back(net->forward(nextBatch().data)); // WARN: ineffective-guard
}

class Detector {
public:
  explicit Detector(Net net) : net_(net) {
    torch::NoGradGuard guard;
    net_->eval();
  }
  void detect(const torch::Tensor &x) {
    auto y = net_->forward(x);
    results_.push_back(y); // WARN: ineffective-guard
  }

private:
  Net net_;
  std::vector<torch::Tensor> results_;
};

void thread_bad(Net &net) {
  torch::NoGradGuard guard;
  std::vector<torch::Tensor> kept;
  std::thread worker([&] {
    while (more())
      kept.push_back(net->forward(nextBatch().data)); // WARN: ineffective-guard
  });
  worker.join();
}

class Service {
public:
  void start() {
    torch::NoGradGuard guard;
    worker_ = std::thread(&Service::run, this);
  }

private:
  void run() {
    while (more())
      results_.push_back(net_->forward(nextBatch().data)); // WARN: ineffective-guard
  }
  Net net_;
  std::thread worker_;
  std::vector<torch::Tensor> results_;
};

void async_bad(Net &net) {
  torch::InferenceMode guard;
  std::vector<torch::Tensor> kept;
  std::mutex mutex;
  while (more()) {
    auto done = std::async(std::launch::async, [&] {
      auto y = net->forward(nextBatch().data);
      std::lock_guard<std::mutex> lock(mutex);
      kept.push_back(y); // WARN: ineffective-guard
    });
    done.wait();
  }
}

class Pool {
public:
  void submit(std::function<void()> task) { tasks_.push(std::move(task)); }
  void work() {
    while (!tasks_.empty()) {
      tasks_.front()();
      tasks_.pop();
    }
  }

private:
  std::queue<std::function<void()>> tasks_;
};

void pool_bad(Net &net, Pool &pool) {
  torch::NoGradGuard guard;
  static std::vector<torch::Tensor> kept;
  while (more())
    pool.submit([&] {
      kept.push_back(net->forward(nextBatch().data)); // WARN: ineffective-guard
    });
}
