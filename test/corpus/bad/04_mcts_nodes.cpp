#include <torch/torch.h>
#include <cmath>
#include <memory>
#include <unordered_map>
#include <vector>

struct PolicyValueImpl : torch::nn::Module {
  PolicyValueImpl() {
    trunk = register_module("trunk", torch::nn::Linear(81, 128));
    policy = register_module("policy", torch::nn::Linear(128, 81));
    value = register_module("value", torch::nn::Linear(128, 1));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(torch::Tensor s) {
    auto h = torch::relu(trunk(s));
    return {torch::softmax(policy(h), -1), torch::tanh(value(h))};
  }
  torch::nn::Linear trunk{nullptr}, policy{nullptr}, value{nullptr};
};
TORCH_MODULE(PolicyValue);

struct SearchNode {
  int visits = 0;
  double total = 0;
  torch::Tensor prior;
  std::unordered_map<int, std::unique_ptr<SearchNode>> children;
};

class Mcts {
 public:
  explicit Mcts(PolicyValue net) : net_(std::move(net)) {
    net_->eval();
  }

  int best_move(torch::Tensor board, int playouts) {
    for (int i = 0; i < playouts; ++i)
      playout(board);
    int best = -1, most = -1;
    for (auto& kv : root_.children)
      if (kv.second->visits > most) {
        most = kv.second->visits;
        best = kv.first;
      }
    return best;
  }

 private:
  void playout(const torch::Tensor& board) {
    SearchNode* node = &root_;
    while (!node->children.empty()) {
      ++node->visits;
      node = node->children.begin()->second.get();
    }
    auto pv = net_->forward(board);
    for (int m = 0; m < 81; ++m) {
      auto child = std::make_unique<SearchNode>();
      child->prior = pv.first[m];
      child->total = pv.second.item<double>();
      node->children.emplace(m, std::move(child));  // WARN: unguarded-inference
    }
  }
  PolicyValue net_;
  SearchNode root_;
};
