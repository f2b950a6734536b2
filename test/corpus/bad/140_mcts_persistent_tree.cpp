#include <torch/torch.h>
#include <iostream>
#include <vector>

class PolicyValueNet : public torch::nn::Module {
 public:
  PolicyValueNet() {
    conv_ = register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(2, 32, 3).padding(1)));
    p_ = register_module("p", torch::nn::Linear(32 * 81, 81));
    v_ = register_module("v", torch::nn::Linear(32 * 81, 1));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(torch::Tensor board) {
    auto h = torch::relu(conv_(board)).flatten(1);
    return {torch::softmax(p_(h), 1), torch::tanh(v_(h))};
  }

 private:
  torch::nn::Conv2d conv_{nullptr};
  torch::nn::Linear p_{nullptr}, v_{nullptr};
};

struct TreeNode {
  int parent;
  int visits;
  double value;
  torch::Tensor prior;
};

class Searcher {
 public:
  explicit Searcher(std::shared_ptr<PolicyValueNet> net) : net_(std::move(net)) {
    net_->eval();
  }

  int64_t bestMove(const torch::Tensor& board, int playouts) {
    int root = expand(board, -1);
    for (int i = 0; i < playouts; ++i) {
      int child = expand(board + 0.01 * torch::randn_like(board), root);
      arena_[root].visits++;
      arena_[root].value += arena_[child].value;
    }
    return arena_[root].prior.argmax().item<int64_t>();
  }

  std::size_t nodes() const { return arena_.size(); }

 private:
  int expand(const torch::Tensor& board, int parent) {
    auto [p, v] = net_->forward(board.unsqueeze(0));
    arena_.push_back({parent, 0, v.item<double>(), p[0]});  // WARN: unguarded-inference
    return static_cast<int>(arena_.size()) - 1;
  }

  std::shared_ptr<PolicyValueNet> net_;
  std::vector<TreeNode> arena_;
};

int main() {
  Searcher s(std::make_shared<PolicyValueNet>());
  for (int move = 0; move < 1000; ++move) std::cout << s.bestMove(torch::rand({2, 9, 9}), 200) << ' ' << s.nodes() << '\n';
}
