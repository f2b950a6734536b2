// RUN: %check_rule %s
// No guard, and nothing that stays: slow, but no leak.
#include "../Inputs/net.h"
#include <cstring>
#include <map>
#include <string>
#include <torch/script.h>
#include <vector>

class Classifier {
public:
  explicit Classifier(const std::string &path)
      : module_(torch::jit::load(path)) {}

  int64_t classify(torch::Tensor x) {
    auto logits = module_.forward({x}).toTensor();
    labels_.push_back(logits.argmax(1).item<int64_t>());
    classes_.push_back(logits.argmax(1));
    return labels_.back();
  }
  std::vector<float> scores(torch::Tensor x) {
    auto p = torch::softmax(module_.forward({x}).toTensor(), 1).cpu();
    std::vector<float> out(p.data_ptr<float>(),
                           p.data_ptr<float>() + p.numel());
    history_.insert(history_.end(), out.begin(), out.end());
    return out;
  }
  torch::Tensor embed(torch::Tensor x) { return net_->forward(x); }
  void replace(torch::Tensor x) { last_ = net_->forward(x); }
  void detached(torch::Tensor x) {
    kept_.push_back(net_->forward(x).detach());
    kept_.push_back(net_->forward(x).data().clone());
    auto y = net_->forward(x);
    y = y.detach().cpu();
    kept_.push_back(y);
  }

private:
  torch::jit::Module module_;
  Net net_;
  torch::Tensor last_;
  std::vector<int64_t> labels_;
  std::vector<torch::Tensor> classes_, kept_;
  std::vector<float> history_;
};

void dropped_ok(Net &net) {
  while (more()) {
    auto y = net->forward(nextBatch().data);
    (void)y.sum().item<float>();
  }
}

void per_request_ok(Net &net, const std::vector<torch::Tensor> &tiles) {
  while (more()) {
    std::vector<torch::Tensor> outputs;
    for (const auto &tile : tiles)
      outputs.push_back(net->forward(tile));
    auto image = torch::cat(outputs, 1);
    (void)image.max().item<float>();
  }
}

torch::Tensor tiled_ok(Net &net, const std::vector<torch::Tensor> &tiles) {
  std::vector<torch::Tensor> outputs;
  for (const auto &tile : tiles)
    outputs.push_back(net->forward(tile));
  return torch::cat(outputs, 0);
}

// Two heads of one request.
std::vector<torch::Tensor> heads_ok(Net &a, Net &b, torch::Tensor x) {
  std::vector<torch::Tensor> out;
  out.push_back(a->forward(x));
  out.push_back(b->forward(x));
  return out;
}

struct Result {
  torch::Tensor boxes, scores;
};

std::vector<Result> detect_ok(torch::jit::Module &module,
                              const std::vector<torch::Tensor> &frames) {
  std::vector<Result> results;
  for (const auto &frame : frames) {
    auto out = module.forward({frame}).toTuple();
    results.push_back(
        {out->elements()[0].toTensor(), out->elements()[1].toTensor()});
  }
  return results;
}

class Tracker {
public:
  void update(const std::vector<torch::Tensor> &crops) {
    current_.clear();
    for (const auto &crop : crops)
      current_.push_back(net_->forward(crop));
  }

private:
  Net net_;
  std::vector<torch::Tensor> current_;
};

class Batcher {
public:
  void submit(torch::Tensor x) {
    pending_.push_back(x);
    if (pending_.size() == 8)
      flush();
  }
  void flush() {
    auto y = net_->forward(torch::stack(pending_));
    pending_.clear();
    std::memcpy(buffer_, y.data_ptr<float>(), sizeof(buffer_));
  }

private:
  Net net_;
  std::vector<torch::Tensor> pending_;
  float buffer_[32];
};

class Sessions {
public:
  void open(int64_t id, torch::Tensor x) { state_[id] = net_->forward(x); }
  void close(int64_t id) { state_.erase(id); }

private:
  Net net_;
  std::map<int64_t, torch::Tensor> state_;
};

class Lru {
public:
  torch::Tensor get(const std::string &key, torch::Tensor x) {
    auto it = cache_.find(key);
    if (it != cache_.end())
      return it->second;
    if (cache_.size() >= 128)
      cache_.erase(cache_.begin());
    return cache_[key] = net_->forward(x);
  }

private:
  Net net_;
  std::map<std::string, torch::Tensor> cache_;
};
