// RUN: %check_rule %s
// Search trees and replay memories that keep network outputs.
#include "../Inputs/net.h"
#include <map>
#include <memory>
#include <vector>

struct Node {
  torch::Tensor prior, value;
  std::vector<std::unique_ptr<Node>> children;
};

class Search {
public:
  explicit Search(Net net) : net_(net), root_(std::make_unique<Node>()) {}

  void run(torch::Tensor state, int simulations) {
    for (int i = 0; i < simulations; ++i)
      expand(*root_, state);
  }

private:
  void expand(Node &node, const torch::Tensor &state) {
    auto out = net_->forward(state);
    auto child = std::make_unique<Node>();
    child->prior = torch::softmax(out, -1);
    child->value = out.mean();
    node.children.push_back(std::move(child)); // WARN: unguarded-inference
  }
  Net net_;
  std::unique_ptr<Node> root_;
};

struct Transition {
  torch::Tensor state, q;
  float reward;
};

class Actor {
public:
  int64_t act(const torch::Tensor &state) {
    auto q = net_->forward(state);
    replay_.push_back({state, q, 0.f}); // WARN: unguarded-inference
    return q.argmax().item<int64_t>();
  }

private:
  Net net_;
  std::vector<Transition> replay_;
};

class Tracker {
public:
  void update(int frame, const std::vector<torch::Tensor> &crops) {
    for (const auto &crop : crops)
      tracks_[frame].push_back(embed(crop)); // WARN: unguarded-inference
  }

private:
  torch::Tensor embed(const torch::Tensor &crop) {
    return torch::nn::functional::normalize(net_->forward(crop));
  }
  Net net_;
  std::map<int, std::vector<torch::Tensor>> tracks_;
};
