// RUN: %check_rule %s
// Near misses of inference services.
#include "../Inputs/net.h"
#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <torch/script.h>
#include <vector>

// One slot per camera, decided by the number of cameras.
class Cameras {
public:
  explicit Cameras(size_t n) : last_(n) {}
  void update(size_t camera, torch::Tensor frame) {
    last_[camera] = net_->forward(frame);
  }

private:
  Net net_;
  std::vector<torch::Tensor> last_;
};

class TwoModels {
public:
  void update(torch::Tensor x) {
    outputs_["left"] = left_->forward(x);
    outputs_["right"] = right_->forward(x);
    pair_[0] = outputs_["left"];
  }

private:
  Net left_, right_;
  std::map<std::string, torch::Tensor> outputs_;
  std::array<torch::Tensor, 2> pair_;
};

// A bounded window of independent outputs.
class Smoother {
public:
  torch::Tensor add(torch::Tensor x) {
    window_.push_back(net_->forward(x));
    if (window_.size() > 5)
      window_.pop_front();
    torch::Tensor sum = window_.front();
    for (size_t i = 1; i < window_.size(); ++i)
      sum = sum + window_[i];
    return sum / static_cast<double>(window_.size());
  }

private:
  Net net_;
  std::deque<torch::Tensor> window_;
};

// Requests in, results out.
class Server {
public:
  void submit(torch::Tensor x) {
    std::lock_guard<std::mutex> hold(lock_);
    requests_.push(x);
  }
  void work() {
    while (!requests_.empty()) {
      auto x = requests_.front();
      requests_.pop();
      results_.push(net_->forward(x));
    }
  }
  torch::Tensor result() {
    auto y = results_.front();
    results_.pop();
    return y;
  }

private:
  std::mutex lock_;
  Net net_;
  std::queue<torch::Tensor> requests_, results_;
};

// Results are handed over, not kept.
class Streamer {
public:
  using Callback = std::function<void(const torch::Tensor &)>;
  explicit Streamer(Callback callback) : callback_(std::move(callback)) {}
  void feed(torch::Tensor x) {
    auto y = net_->forward(x);
    callback_(y);
  }
  void feed_number(torch::Tensor x) {
    maxima_.push_back(net_->forward(x).max().item<float>());
  }

private:
  Net net_;
  Callback callback_;
  std::vector<float> maxima_;
};

// The model is made ready, and kept.
class Registry {
public:
  void load(const std::string &name) {
    auto module = torch::jit::load(name + ".pt");
    module.eval();
    modules_[name] = module;
    names_.push_back(name);
  }
  torch::Tensor run(const std::string &name, torch::Tensor x) {
    return modules_.at(name).forward({x}).toTensor();
  }

private:
  std::map<std::string, torch::jit::Module> modules_;
  std::vector<std::string> names_;
};

// Inputs that are used again are no leak of a graph.
class Inputs {
public:
  torch::Tensor run(torch::Tensor x) {
    inputs_.clear();
    inputs_.push_back(x);
    inputs_.emplace_back(torch::ones({1}));
    return module_.forward(inputs_).toTensor();
  }

private:
  torch::jit::Module module_;
  std::vector<torch::jit::IValue> inputs_;
};

struct Result {
  std::string label;
  float score;
  torch::Tensor mask;
};

class Segmenter {
public:
  void process(torch::Tensor image) {
    auto probabilities = torch::sigmoid(net_->forward(image));
    results_.push_back(
        {"cat", probabilities.max().item<float>(), probabilities > 0.5});
    results_.push_back({"dog", 0.f, probabilities.round().to(torch::kByte)});
    results_.back().mask = probabilities.detach();
  }

private:
  Net net_;
  std::vector<Result> results_;
};

class Generator {
public:
  std::string generate(torch::Tensor prompt) {
    torch::Tensor tokens = prompt;
    for (int i = 0; i < 100; ++i) {
      auto logits = net_->forward(tokens);
      auto next = logits.argmax(-1, true);
      history_.push_back(next);
      tokens = torch::cat({tokens, next}, 1);
    }
    return "";
  }

private:
  Net net_;
  std::vector<torch::Tensor> history_;
};

class Calibrator {
public:
  void observe(torch::Tensor x) {
    auto y = net_->forward(x);
    mins_.push_back(y.min().item<float>());
    count_ += y.numel();
    sum_ += y.sum().item<double>();
    last_ = y;
    best_ = !best_.defined() || sum_ > 0 ? y : best_;
  }

private:
  Net net_;
  std::vector<float> mins_;
  int64_t count_ = 0;
  double sum_ = 0;
  torch::Tensor last_, best_;
};

// Warm-up fills a list once.
class Warm {
public:
  Warm() {
    for (int size : {1, 8, 64})
      warm_.push_back(net_->forward(torch::zeros({size, 16})));
  }

private:
  Net net_;
  std::vector<torch::Tensor> warm_;
};

void ensemble_ok(std::vector<Net> &nets, torch::Tensor x) {
  while (more()) {
    std::vector<torch::Tensor> votes;
    for (auto &net : nets)
      votes.push_back(net->forward(x));
    auto mean = torch::stack(votes).mean(0);
    (void)mean.argmax().item<int64_t>();
  }
}

void sliding_ok(Net &net) {
  std::vector<torch::Tensor> tiles;
  while (more()) {
    tiles.push_back(net->forward(nextBatch().data));
    if (tiles.size() == 16) {
      torch::cat(tiles).mean().item<float>();
      tiles.erase(tiles.begin(), tiles.end());
    }
  }
}

std::map<std::string, torch::Tensor>
named_ok(Net &net, const std::vector<std::string> &names) {
  std::map<std::string, torch::Tensor> out;
  for (const auto &name : names)
    out[name] = net->forward(nextBatch().data);
  return out;
}

// A raw pointer owns nothing: the way back in a tree.
struct BeamNode {
  torch::Tensor score;
  BeamNode *parent = nullptr;
  std::map<int64_t, std::unique_ptr<BeamNode>> next;
};
class Beams {
public:
  void extend_ok(const std::vector<int64_t> &tokens) {
    BeamNode *at = &root_;
    for (int64_t token : tokens) {
      auto &slot = at->next[token];
      slot = std::make_unique<BeamNode>();
      slot->parent = at;
      all_.push_back(at);
      torch::NoGradGuard guard;
      slot->score = net_->forward(torch::full({1, 16}, token));
      at = slot.get();
    }
  }

private:
  BeamNode root_;
  std::vector<BeamNode *> all_;
  Net net_;
};

// The initial state that a script module makes of numbers uses no parameter.
class ScriptActor {
public:
  void reset_ok(int64_t batch) {
    std::vector<torch::jit::IValue> input;
    input.push_back(batch);
    auto initial = module_.get_method("initial_state")(input);
    states_.push_back(initial.toTensor());
  }

private:
  torch::jit::Module module_ = torch::jit::load("actor.pt");
  std::vector<torch::Tensor> states_;
};

void episodes_ok(ScriptActor &actor) {
  while (more())
    actor.reset_ok(8);
}
