// RUN: %check_rule %s
// Lists of parameters, modules, optimizers and weights.
#include "../Inputs/net.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

std::vector<torch::Tensor> parameters_ok(const std::vector<Net> &nets) {
  std::vector<torch::Tensor> params;
  for (const auto &net : nets)
    for (const auto &p : net->parameters())
      params.push_back(p);
  return params;
}

void optimizer_groups_ok(std::vector<Net> &nets) {
  std::vector<torch::optim::OptimizerParamGroup> groups;
  std::vector<torch::Tensor> all;
  for (auto &net : nets) {
    groups.emplace_back(net->parameters());
    auto params = net->parameters();
    all.insert(all.end(), params.begin(), params.end());
    for (auto &named : net->named_parameters())
      if (named.key().find("bias") == std::string::npos)
        all.push_back(named.value());
  }
  torch::optim::SGD opt(groups, torch::optim::SGDOptions(0.1));
  while (more()) {
    for (auto &net : nets)
      net->forward(nextBatch().data).mean().backward();
    opt.step();
  }
}

struct StackImpl : torch::nn::Module {
  explicit StackImpl(int n) {
    for (int i = 0; i < n; ++i) {
      layers.push_back(
          register_module("l" + std::to_string(i), torch::nn::Linear(16, 16)));
      scales.push_back(
          register_parameter("s" + std::to_string(i), torch::ones({16})));
    }
  }
  torch::Tensor forward(torch::Tensor x) {
    for (size_t i = 0; i < layers.size(); ++i)
      x = layers[i]->forward(x) * scales[i];
    return x;
  }
  std::vector<torch::nn::Linear> layers;
  std::vector<torch::Tensor> scales;
};
TORCH_MODULE(Stack);

void models_ok() {
  std::vector<Net> ensemble;
  std::vector<std::unique_ptr<torch::optim::Adam>> optimizers;
  std::map<std::string, Stack> named;
  for (int i = 0; i < 10; ++i) {
    ensemble.emplace_back(16, 4);
    optimizers.push_back(
        std::make_unique<torch::optim::Adam>(ensemble.back()->parameters()));
    named.emplace(std::to_string(i), Stack(i));
  }
  while (more())
    for (size_t i = 0; i < ensemble.size(); ++i) {
      optimizers[i]->zero_grad();
      ensemble[i]->forward(nextBatch().data).mean().backward();
      optimizers[i]->step();
    }
}

std::vector<torch::Tensor> weights_copy_ok(Net &net) {
  std::vector<torch::Tensor> copies;
  torch::NoGradGuard no_grad;
  for (const auto &p : net->parameters())
    copies.push_back(p.clone());
  return copies;
}

void snapshots_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> best;
  while (more()) {
    net->forward(nextBatch().data).mean().backward();
    opt.step();
    best.clear();
    for (const auto &p : net->parameters())
      best.push_back(p.detach().clone());
  }
}

void gradients_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> grads;
  std::vector<float> norms;
  while (more()) {
    net->forward(nextBatch().data).mean().backward();
    for (const auto &p : net->parameters()) {
      grads.push_back(p.grad().clone());
      norms.push_back(p.grad().norm().item<float>());
    }
    opt.step();
  }
}

// Tensors that are trained themselves.
void leaves_ok() {
  std::vector<torch::Tensor> codes;
  for (int i = 0; i < 100; ++i)
    codes.push_back(torch::randn({16}, torch::requires_grad()));
  torch::optim::Adam opt(codes);
  while (more()) {
    auto loss = torch::stack(codes).pow(2).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}

// The next generation of models, whose weights were copied from two others.
static void cross(const Net &left, const Net &right, const Net &child) {
  auto one = left->fc1->weight.clone();
  auto two = right->fc1->weight.clone();
  child->fc1->weight.slice(1, 0, 4) = one.slice(1, 0, 4);
  child->fc1->weight.slice(1, 4, 16) = two.slice(1, 4, 16);
}

class Population {
public:
  void breed_ok() {
    std::vector<Net> next;
    for (size_t i = 0; i < members_.size(); ++i) {
      auto child = Net();
      cross(members_[0], members_[1], child);
      next.push_back(child);
    }
    members_ = std::move(next);
  }

private:
  std::vector<Net> members_;
};
