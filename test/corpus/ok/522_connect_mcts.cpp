#include <torch/torch.h>

#include <array>
#include <cmath>
#include <iostream>
#include <memory>
#include <vector>

// Plays an endless series of "four columns" games against itself with a small tree search.

struct PVNetImpl : torch::nn::Module {
  PVNetImpl() {
    body = register_module("body", torch::nn::Linear(28, 80));
    prior = register_module("prior", torch::nn::Linear(80, 7));
    value = register_module("value", torch::nn::Linear(80, 1));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    auto h = torch::relu(body(x));
    return {torch::softmax(prior(h), -1), torch::tanh(value(h))};
  }
  torch::nn::Linear body{nullptr}, prior{nullptr}, value{nullptr};
};
TORCH_MODULE(PVNet);

struct Board {
  std::array<int, 28> cell{};
  int to_move = 1, placed = 0;
  bool free(int c) const { return cell[c] == 0; }
  bool over() const { return placed == 28; }
  void play(int c) {
    for (int r = 3; r >= 0; --r)
      if (!cell[r * 7 + c]) {
        cell[r * 7 + c] = to_move;
        break;
      }
    to_move = -to_move;
    ++placed;
  }
  torch::Tensor planes() const {
    auto t = torch::zeros({28});
    for (int i = 0; i < 28; ++i) t[i] = static_cast<double>(cell[i] * to_move);
    return t;
  }
};

struct Node {
  Board board;
  torch::Tensor priors;
  torch::Tensor total;
  int visits = 0;
  std::array<std::unique_ptr<Node>, 7> child;
};

class Search {
 public:
  explicit Search(PVNet net) : net_(std::move(net)) {}

  int best_move(const Board& b, int simulations) {
    root_ = std::make_unique<Node>();
    root_->board = b;
    expand(*root_);
    for (int i = 0; i < simulations; ++i) simulate();
    int best = -1;
    for (int c = 0; c < 7; ++c)
      if (root_->child[c] && (best < 0 || root_->child[c]->visits > root_->child[best]->visits)) best = c;
    return best;
  }
  float root_value() const { return root_ ? (root_->total / root_->visits).item<float>() : 0.f; }

 private:
  torch::Tensor expand(Node& n) {
    auto [p, v] = net_(n.board.planes());
    n.priors = p;
    n.total = v;
    n.visits = 1;
    return v;
  }
  int select(const Node& n) const {
    int best = -1;
    float top = -1e9f;
    for (int c = 0; c < 7; ++c) {
      if (!n.board.free(c)) continue;
      float q = n.child[c] ? -(n.child[c]->total / n.child[c]->visits).item<float>() : 0.f;
      float u = n.priors[c].item<float>() * std::sqrt(float(n.visits)) / (1 + (n.child[c] ? n.child[c]->visits : 0));
      if (q + 1.5f * u > top) top = q + 1.5f * u, best = c;
    }
    return best;
  }
  void simulate() {
    std::vector<Node*> path{root_.get()};
    torch::Tensor v;
    while (!v.defined()) {
      Node* n = path.back();
      int c = select(*n);
      if (c < 0) return;
      if (n->child[c]) {
        path.push_back(n->child[c].get());
        continue;
      }
      n->child[c] = std::make_unique<Node>();
      n->child[c]->board = n->board;
      n->child[c]->board.play(c);
      v = expand(*n->child[c]);
    }
    for (auto it = path.rbegin(); it != path.rend(); ++it) {
      v = -v;
      (*it)->total = (*it)->total + v;
      (*it)->visits++;
    }
  }
  PVNet net_;
  std::unique_ptr<Node> root_;
};

int main() {
  Search search{PVNet()};
  for (long game = 0;; ++game) {
    Board b;
    while (!b.over()) b.play(search.best_move(b, 60));
    if (game % 20 == 0) std::cout << "game " << game << " value " << search.root_value() << std::endl;
  }
}
