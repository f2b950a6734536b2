#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hex {

constexpr int64_t kN = 7, kCells = kN * kN;

struct EvalNetImpl : torch::nn::Module {
  EvalNetImpl() {
    trunk = register_module("trunk", torch::nn::Sequential(torch::nn::Linear(kCells, 128), torch::nn::ReLU(),
                                                           torch::nn::Linear(128, 128), torch::nn::ReLU()));
    prior = register_module("prior", torch::nn::Linear(128, kCells));
    value = register_module("value", torch::nn::Linear(128, 1));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& board) {
    auto h = trunk->forward(board);
    return {torch::softmax(prior(h).masked_fill(board != 0, -1e9), -1), torch::tanh(value(h)).squeeze()};
  }
  torch::nn::Sequential trunk{nullptr};
  torch::nn::Linear prior{nullptr}, value{nullptr};
};
TORCH_MODULE(EvalNet);

EvalNet load_for_play(const std::string& path) {
  EvalNet net;
  if (!path.empty()) torch::load(net, path);
  net->eval();
  for (auto& p : net->parameters()) p.set_requires_grad(false);
  return net;
}

struct Node {
  torch::Tensor prior;
  torch::Tensor value_sum = torch::zeros({});
  int visits = 0;
  std::map<int64_t, std::unique_ptr<Node>> children;
};

class Player {
 public:
  explicit Player(const std::string& weights) : net_(load_for_play(weights)) {}

  int64_t choose(const torch::Tensor& board, int sims) {
    if (!root_) root_ = std::make_unique<Node>();
    for (int i = 0; i < sims; ++i) simulate(*root_, board.clone(), 1.f);
    const auto best = std::max_element(root_->children.begin(), root_->children.end(), [](auto& a, auto& b) {
      return a.second->visits < b.second->visits;
    });
    const auto move = best->first;
    confidence_ = 0.98 * confidence_ + 0.02 * root_->value_sum / root_->visits;
    root_ = std::move(best->second);
    return move;
  }
  void opponent_moved(int64_t cell) {
    if (!root_) return;
    auto it = root_->children.find(cell);
    auto next = it == root_->children.end() ? nullptr : std::move(it->second);
    root_ = std::move(next);
  }
  void new_game() { root_.reset(); }
  float confidence() const { return confidence_.item<float>(); }

 private:
  torch::Tensor simulate(Node& n, torch::Tensor board, float side) {
    ++n.visits;
    if (!n.prior.defined()) {
      auto [p, v] = net_->forward(board * side);
      n.prior = p;
      n.value_sum = n.value_sum + v;
      return -v;
    }
    if ((board == 0).sum().item<int64_t>() == 0) return torch::zeros({});
    const int64_t move = select(n, board);
    auto& child = n.children[move];
    if (!child) child = std::make_unique<Node>();
    board[move] = side;
    auto v = simulate(*child, board, -side);
    n.value_sum += v;
    return -v;
  }
  int64_t select(const Node& n, const torch::Tensor& board) const {
    auto score = n.prior * std::sqrt(static_cast<double>(n.visits));
    for (const auto& [m, c] : n.children)
      if (c) score[m] = score[m] / (1 + c->visits) - c->value_sum / std::max(1, c->visits);
    return score.masked_fill(board != 0, -1e9).argmax().item<int64_t>();
  }

  EvalNet net_;
  std::unique_ptr<Node> root_;
  torch::Tensor confidence_ = torch::zeros({});
};

}  // namespace hex

int main(int argc, char** argv) {
  hex::Player player(argc > 1 ? argv[1] : "");
  for (uint64_t game = 0;; ++game) {
    auto board = torch::zeros({hex::kCells});
    player.new_game();
    for (int64_t ply = 0; ply + 1 < hex::kCells; ply += 2) {
      board[player.choose(board, 100)] = 1;
      auto reply = (board == 0).to(torch::kFloat).multinomial(1).item<int64_t>();
      board[reply] = -1;
      player.opponent_moved(reply);
    }
    if (game % 10 == 0) std::cout << game << " confidence " << player.confidence() << '\n';
  }
}
