// RUN: %check_rule %s
// Models whose parameters do not require gradients, and other models that
// build no graph.
#include "../Inputs/net.h"
#include <torch/script.h>
#include <vector>

void frozen_loop_ok(Net &net) {
  for (auto &p : net->parameters())
    p.requires_grad_(false);
  std::vector<torch::Tensor> kept;
  while (more())
    kept.push_back(net->forward(nextBatch().data));
}

void set_requires_grad_ok(Net &net) {
  for (auto p : net->parameters())
    p.set_requires_grad(false);
  std::vector<torch::Tensor> losses;
  while (more()) {
    Batch b = nextBatch();
    losses.push_back(torch::mse_loss(net->forward(b.data), b.target));
  }
}

void named_parameters_ok(Net &net) {
  for (auto &item : net->named_parameters())
    item.value().set_requires_grad(false);
  std::vector<torch::Tensor> losses;
  while (more())
    losses.push_back(net->forward(nextBatch().data).mean());
}

static void freeze(torch::nn::Module &module) {
  for (auto &p : module.parameters())
    p.requires_grad_(false);
}

void frozen_by_helper_ok(Net &net) {
  freeze(*net);
  std::vector<torch::Tensor> kept;
  while (more())
    kept.push_back(net->forward(nextBatch().data).mean());
}

// A fixed teacher beside a student that learns.
class Distiller {
public:
  Distiller() : opt_(student_->parameters(), torch::optim::SGDOptions(0.1)) {
    for (auto &p : teacher_->parameters())
      p.set_requires_grad(false);
    teacher_->eval();
  }

  void fit() {
    while (more()) {
      Batch b = nextBatch();
      auto soft = teacher_->forward(b.data);
      soft_targets_.push_back(soft);
      auto loss = torch::mse_loss(student_->forward(b.data), soft);
      opt_.zero_grad();
      loss.backward();
      opt_.step();
    }
  }

private:
  Net teacher_, student_;
  torch::optim::SGD opt_;
  std::vector<torch::Tensor> soft_targets_;
};

class Extractor {
public:
  explicit Extractor(const std::string &path)
      : module_(torch::jit::load(path)) {
    module_.eval();
    module_ = torch::jit::freeze(module_);
  }

  void add(torch::Tensor x) {
    features_.push_back(module_.forward({x}).toTensor());
  }

private:
  torch::jit::Module module_;
  std::vector<torch::Tensor> features_;
};

void frozen_local_ok(const std::string &path) {
  auto loaded = torch::jit::load(path);
  loaded.eval();
  auto module = torch::jit::freeze(loaded);
  std::vector<torch::Tensor> features;
  while (more())
    features.push_back(module.forward({nextBatch().data}).toTensor());
}

void optimized_ok(const std::string &path) {
  auto loaded = torch::jit::load(path);
  loaded.eval();
  auto module = torch::jit::optimize_for_inference(loaded);
  std::vector<torch::Tensor> features;
  while (more())
    features.push_back(module.forward({nextBatch().data}).toTensor());
}

void frozen_parameters_ok(const std::string &path) {
  auto module = torch::jit::load(path);
  for (const auto &p : module.parameters())
    p.set_requires_grad(false);
  std::vector<torch::Tensor> features;
  while (more())
    features.push_back(module.forward({nextBatch().data}).toTensor());
}

// Layers without parameters attach nothing.
void no_parameters_ok() {
  torch::nn::ReLU relu;
  torch::nn::MaxPool2d pool(2);
  torch::nn::MSELoss criterion;
  std::vector<torch::Tensor> kept;
  while (more()) {
    Batch b = nextBatch();
    kept.push_back(pool(relu(b.data)));
    kept.push_back(criterion(b.data, b.target));
    kept.push_back(torch::nn::functional::softmax(b.data, 1));
  }
}

// Weights that never require gradients.
void plain_weights_ok() {
  auto w = torch::randn({16, 4});
  std::vector<torch::Tensor> kept;
  while (more()) {
    w = w - 0.1 * nextBatch().data.t().matmul(nextBatch().data).matmul(w);
    kept.push_back(w);
    kept.push_back(w.norm());
  }
}

void buffers_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    net->forward(nextBatch().data).mean().backward();
    opt.step();
    for (const auto &b : net->buffers())
      kept.push_back(b.clone());
    kept.push_back(net->fc1->weight.grad().clone());
  }
}
