// RUN: %check_rule %s
// Inference classes whose models build no graph, and kept values that are no
// results of a forward.
#include "../Inputs/net.h"
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <torch/script.h>
#include <vector>

class Frozen {
public:
  explicit Frozen(const std::string &path) {
    auto loaded = torch::jit::load(path);
    loaded.eval();
    module_ = torch::jit::freeze(loaded);
  }
  void infer(torch::Tensor x) {
    results_.push_back(module_.forward({x}).toTensor());
  }

private:
  torch::jit::Module module_;
  std::vector<torch::Tensor> results_;
};

class Optimized {
public:
  Optimized(const std::string &path) {
    torch::jit::Module loaded = torch::jit::load(path);
    loaded.eval();
    auto frozen = torch::jit::freeze(loaded);
    module_ = torch::jit::optimize_for_inference(frozen);
  }
  void infer(int id, torch::Tensor x) {
    results_[id] = module_.forward({x}).toTensor();
  }

private:
  torch::jit::Module module_;
  std::map<int, torch::Tensor> results_;
};

class SwitchedOff {
public:
  SwitchedOff() {
    torch::load(net_, "net.pt");
    net_->eval();
    for (auto &p : net_->parameters())
      p.set_requires_grad(false);
  }
  void infer(torch::Tensor x) { results_.push_back(net_->forward(x)); }

private:
  Net net_;
  std::vector<torch::Tensor> results_;
};

class SwitchedOffByMethod {
public:
  void load(const std::string &path) {
    torch::load(net_, path);
    freeze();
  }
  void infer(torch::Tensor x) {
    auto y = net_->forward(x);
    results_.push_back(y);
  }

private:
  void freeze() {
    for (auto p : net_->parameters(true))
      p.requires_grad_(false);
  }
  Net net_;
  std::vector<torch::Tensor> results_;
};

// No autograd at all.
class Pipeline {
public:
  void add(torch::Tensor image) {
    auto x = image.to(torch::kFloat).div(255);
    inputs_.push_back((x - 0.45) / 0.22);
    sums_.push_back(x.sum());
    pooled_.push_back(torch::max_pool2d(x, {2, 2}));
    resized_.push_back(torch::nn::functional::interpolate(x));
  }

private:
  std::vector<torch::Tensor> inputs_, sums_, pooled_, resized_;
};

// Frozen through an accessor, before it is handed over.
class Backbone {
public:
  virtual ~Backbone() = default;
  virtual torch::Tensor embed(torch::Tensor x) = 0;
};

class NetBackbone : public Backbone {
public:
  torch::Tensor embed(torch::Tensor x) override { return net_->forward(x); }
  Net &module() { return net_; }

private:
  Net net_;
};

static std::unique_ptr<Backbone> load_backbone() {
  auto backbone = std::make_unique<NetBackbone>();
  for (auto &p : backbone->module()->parameters())
    p.set_requires_grad(false);
  return backbone;
}

void accessor_ok() {
  auto backbone = load_backbone();
  std::vector<torch::Tensor> embeddings;
  while (more())
    embeddings.push_back(backbone->embed(nextBatch().data));
}

struct Features : torch::nn::Module {
  torch::Tensor forward(const torch::Tensor &x) { return fc->forward(x); }
  torch::nn::Linear fc{register_module("fc", torch::nn::Linear(4, 4))};
};

// A step of a builder freezes whatever it is given.
class NetBuilder {
public:
  NetBuilder &frozen() {
    steps_.push_back([](Features &net) {
      auto all = net.parameters();
      std::for_each(all.begin(), all.end(),
                    [](auto &p) { p.set_requires_grad(false); });
    });
    return *this;
  }
  std::shared_ptr<Features> build() const {
    auto net = std::make_shared<Features>();
    for (const auto &step : steps_)
      step(*net);
    return net;
  }

private:
  std::vector<std::function<void(Features &)>> steps_;
};

struct BuiltService {
  std::shared_ptr<Features> net = NetBuilder().frozen().build();
  std::vector<torch::Tensor> kept;
  void serve_ok() { kept.push_back(net->forward(nextBatch().data)); }
};
