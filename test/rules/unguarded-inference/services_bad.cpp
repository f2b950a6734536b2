// RUN: %check_rule %s
// Inference classes that keep what an unguarded forward returned.
#include "../Inputs/net.h"
#include <torch/script.h>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

class Classifier {
public:
  Classifier() { net_->eval(); }

  int64_t classify(torch::Tensor image) {
    auto logits = net_->forward(image.unsqueeze(0));
    history_.push_back(logits); // WARN: unguarded-inference // FIX: torch::NoGradGuard no_grad;
    return logits.argmax(1).item<int64_t>();
  }

private:
  Net net_;
  std::vector<torch::Tensor> history_;
};

// One entry per request id.
class EmbeddingService {
public:
  explicit EmbeddingService(const std::string &path)
      : module_(torch::jit::load(path)) {
    module_.eval();
  }

  torch::Tensor handle(const std::string &id, torch::Tensor x) {
    auto it = cache_.find(id);
    if (it != cache_.end())
      return it->second;
    std::vector<torch::jit::IValue> inputs;
    inputs.push_back(x);
    auto embedding = module_.forward(inputs).toTensor();
    cache_[id] = embedding; // WARN: unguarded-inference
    return embedding;
  }

private:
  torch::jit::script::Module module_;
  std::unordered_map<std::string, torch::Tensor> cache_;
};

struct Detection {
  torch::Tensor boxes, scores;
  int frame;
};

class Detector {
public:
  explicit Detector(const std::string &path) {
    module_ = torch::jit::load(path, torch::kCPU);
    module_.eval();
  }

  void process(torch::Tensor frame) {
    Detection d = detect(frame);
    std::lock_guard<std::mutex> hold(lock_);
    detections_.push_back(d); // WARN: unguarded-inference
  }

private:
  Detection detect(torch::Tensor frame) {
    auto out = module_.forward({frame.to(torch::kFloat) / 255}).toTuple();
    auto boxes = out->elements()[0].toTensor();
    auto scores = out->elements()[1].toTensor().sigmoid();
    return {boxes, scores, count_++};
  }

  torch::jit::Module module_;
  std::mutex lock_;
  std::vector<Detection> detections_;
  int count_ = 0;
};

// Copies and moves to the host keep the graph.
class FeatureStore {
public:
  void add(int64_t key, const torch::Tensor &x) {
    features_.emplace( // WARN: unguarded-inference
        key, backbone_->forward(x).squeeze(0).to(torch::kCPU).clone());
  }

private:
  torch::nn::Sequential backbone_{torch::nn::Linear(16, 64),
                                  torch::nn::ReLU()};
  std::map<int64_t, torch::Tensor> features_;
};

// The guard of the constructor ended with it.
class GuardedInConstructor {
public:
  GuardedInConstructor() {
    torch::NoGradGuard no_grad;
    net_->eval();
    warm_ = net_->forward(torch::zeros({1, 16}));
  }
  void infer(torch::Tensor x) {
    results_.push_back(net_->forward(x)); // WARN: unguarded-inference
  }

private:
  Net net_;
  torch::Tensor warm_;
  std::deque<torch::Tensor> results_;
};

// The guard ended before the forward.
class GuardedTooEarly {
public:
  void infer(const std::vector<float> &values) {
    torch::Tensor x;
    {
      torch::NoGradGuard no_grad;
      x = torch::tensor(values);
    }
    auto y = net_->forward(x);
    results_.push_back(y); // WARN: unguarded-inference
  }

private:
  Net net_;
  std::vector<torch::Tensor> results_;
};

class Session {
public:
  explicit Session(Net net) : net_(std::move(net)) {}
  torch::Tensor run(torch::Tensor x) {
    last_ = net_(x);
    remember(last_);
    return last_;
  }

private:
  void remember(const torch::Tensor &t) {
    outputs_.emplace_back(t); // WARN: unguarded-inference
  }
  Net net_;
  torch::Tensor last_;
  std::vector<torch::Tensor> outputs_;
};

static std::map<int, std::optional<torch::Tensor>> g_results;

extern "C" int infer_async(void *handle, int request, const float *data) {
  auto *net = static_cast<Net *>(handle);
  auto x = torch::from_blob(const_cast<float *>(data), {1, 16}).clone();
  g_results[request] = (*net)->forward(x); // WARN: unguarded-inference
  return 0;
}

// A worker that the constructor starts.
class Worker {
public:
  explicit Worker(Net net) : net_(net), thread_([this] { pump_bad(); }) {}
  void pump_bad() {
    while (more()) {
      auto y = net_->forward(nextBatch().data);
      std::lock_guard<std::mutex> lock(mutex_);
      results_.insert({last_++, y}); // WARN: unguarded-inference
    }
  }

private:
  Net net_;
  std::map<int64_t, torch::Tensor> results_;
  int64_t last_ = 0;
  std::mutex mutex_;
  std::thread thread_;
};

class StartedWorker {
public:
  explicit StartedWorker(Net net) : net_(net) { start(); }
  void start() {
    thread_ = std::thread([this] { pump_bad(); });
  }
  void pump_bad() {
    while (more())
      results_.push_back(net_->forward(nextBatch().data)); // WARN: unguarded-inference
  }

private:
  Net net_;
  std::vector<torch::Tensor> results_;
  std::thread thread_;
};

// A name freezes nothing.
static Net frozen(int64_t in) { return Net(in); }
class NamedFrozen {
public:
  void step(torch::Tensor x) {
    kept_.push_back(net_->forward(x)); // WARN: unguarded-inference
  }

private:
  Net net_ = frozen(16);
  std::vector<torch::Tensor> kept_;
};
