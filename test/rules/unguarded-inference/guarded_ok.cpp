// RUN: %check_rule %s
// Inference that is guarded somewhere.
#include "../Inputs/net.h"
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <torch/script.h>
#include <vector>

#if defined(SOME_OLD_VERSION)
using InferenceGuard = torch::NoGradGuard;
#else
using InferenceGuard = c10::InferenceMode;
#endif
#define INFERENCE_ONLY() ::at::AutoGradMode no_autograd_(false)

class Classifier {
public:
  int64_t classify(torch::Tensor image) {
    torch::NoGradGuard no_grad;
    auto logits = net_->forward(image.unsqueeze(0));
    history_.push_back(logits);
    return logits.argmax(1).item<int64_t>();
  }
  void with_inference_mode(torch::Tensor x) {
    torch::InferenceMode guard;
    history_.push_back(net_->forward(x));
  }
  void with_alias(torch::Tensor x) {
    InferenceGuard guard;
    history_.push_back(net_->forward(x));
  }
  void with_macro(torch::Tensor x) {
    INFERENCE_ONLY();
    history_.push_back(net_->forward(x));
  }
  void guard_after_input(const std::vector<float> &v) {
    auto x = torch::tensor(v);
    torch::NoGradGuard no_grad;
    auto y = net_->forward(x);
    history_.push_back(y);
  }
  void guard_around_forward(torch::Tensor x) {
    torch::Tensor y;
    {
      torch::NoGradGuard no_grad;
      y = net_->forward(x);
    }
    history_.push_back(y);
  }

private:
  Net net_;
  std::vector<torch::Tensor> history_;
};

// The public entry holds the guard, the private worker does not.
class Service {
public:
  void handle(const std::string &id, torch::Tensor x) {
    c10::InferenceMode guard;
    cache_[id] = compute(x);
    store(id + "/2", compute(x));
  }

private:
  torch::Tensor compute(torch::Tensor x) { return net_->forward(x); }
  void store(const std::string &id, torch::Tensor y) { cache_.emplace(id, y); }
  Net net_;
  std::map<std::string, torch::Tensor> cache_;
};

static void collect(Net &net, std::vector<torch::Tensor> &out) {
  while (more())
    out.push_back(net->forward(nextBatch().data));
}

void all_callers_guard_ok(Net &net) {
  static std::vector<torch::Tensor> first;
  torch::NoGradGuard no_grad;
  collect(net, first);
}

void all_callers_guard_too_ok(Net &net) {
  static std::vector<torch::Tensor> second;
  c10::InferenceMode guard;
  for (int i = 0; i < 10; ++i)
    collect(net, second);
}

class Worker {
public:
  void start() {
    thread_ = std::thread([this] {
      torch::NoGradGuard no_grad;
      while (more())
        results_.push_back(net_->forward(nextBatch().data));
    });
  }
  ~Worker() { thread_.join(); }

private:
  Net net_;
  std::vector<torch::Tensor> results_;
  std::thread thread_;
};

class LoopWorker {
public:
  void start() { thread_ = std::thread(&LoopWorker::loop, this); }
  ~LoopWorker() { thread_.join(); }

private:
  void loop() {
    torch::InferenceMode guard;
    while (more())
      step();
  }
  void step() { results_.push_back(net_->forward(nextBatch().data)); }
  Net net_;
  std::vector<torch::Tensor> results_;
  std::thread thread_;
};

void async_ok(Net &net) {
  std::vector<torch::Tensor> results;
  while (more()) {
    auto task = std::async(std::launch::async, [&net] {
      torch::NoGradGuard no_grad;
      return net->forward(nextBatch().data);
    });
    results.push_back(task.get());
  }
}

// A guard object that lives as long as the session.
class Session {
public:
  torch::Tensor run(torch::Tensor x) {
    EvalScope scope;
    auto y = net_->forward(x);
    outputs_.push_back(y);
    return y;
  }

private:
  struct EvalScope {
    torch::NoGradGuard no_grad;
    c10::InferenceMode inference;
  };
  Net net_;
  std::vector<torch::Tensor> outputs_;
};

void guarded(const std::function<void()> &body) {
  torch::NoGradGuard no_grad;
  body();
}

int main() {
  torch::NoGradGuard no_grad;
  Net net;
  net->eval();
  auto module = torch::jit::load("model.pt");
  std::vector<torch::Tensor> outputs;
  for (int i = 0; i < 10000; ++i) {
    outputs.push_back(net->forward(torch::randn({1, 16})));
    outputs.push_back(module.forward({outputs.back()}).toTensor());
  }
}
