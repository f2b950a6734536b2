// Self-play for hex on a small board, net guided search.
#include <torch/torch.h>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <random>
#include <unordered_map>
#include <vector>

constexpr int N = 7;
constexpr int CELLS = N * N;

struct PVNetImpl : torch::nn::Module {
  torch::nn::Conv2d c1{nullptr}, c2{nullptr};
  torch::nn::Linear pol{nullptr}, val{nullptr};
  PVNetImpl() {
    c1 = register_module("c1", torch::nn::Conv2d(torch::nn::Conv2dOptions(2, 32, 3).padding(1)));
    c2 = register_module("c2", torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 32, 3).padding(1)));
    pol = register_module("pol", torch::nn::Linear(32 * CELLS, CELLS));
    val = register_module("val", torch::nn::Linear(32 * CELLS, 1));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    x = torch::relu(c2(torch::relu(c1(x)))).flatten(1);
    return {torch::softmax(pol(x), 1), torch::tanh(val(x))};
  }
};
TORCH_MODULE(PVNet);

struct Entry {
  torch::Tensor prior;
  float value = 0;
  int visits = 0;
};

struct Board {
  std::vector<int8_t> cell = std::vector<int8_t>(CELLS, 0);
  uint64_t hash = 0;
  int ply = 0;
  void play(int m) {
    cell[m] = (ply % 2) ? -1 : 1;
    hash = (hash ^ uint64_t(m * 2 + ply % 2 + 1)) * 1099511628211ULL;
    ++ply;
  }
  torch::Tensor planes() const {
    auto t = torch::zeros({1, 2, N, N});
    auto a = t.accessor<float, 4>();
    for (int i = 0; i < CELLS; ++i)
      if (cell[i]) a[0][cell[i] > 0 ? 0 : 1][i / N][i % N] = 1.f;
    return t;
  }
};

class Searcher {
 public:
  Searcher() { net_->eval(); }
  int choose(const Board& b) {
    Entry& e = lookup(b);
    e.visits++;
    int best = -1;
    float bs = -1e9f;
    std::uniform_real_distribution<float> noise(0.f, 0.05f);
    for (int i = 0; i < CELLS; ++i) {
      if (b.cell[i]) continue;
      float s = e.prior[i].item<float>() / (1.f + std::sqrt(float(e.visits))) + noise(rng_);
      if (s > bs) bs = s, best = i;
    }
    return best;
  }
  std::size_t positions() const { return table_.size(); }

 private:
  Entry& lookup(const Board& b) {
    auto it = table_.find(b.hash);
    if (it != table_.end()) return it->second;
    auto [p, v] = net_->forward(b.planes());
    Entry fresh;
    fresh.prior = p.squeeze(0);
    fresh.value = v.item<float>();
    return table_.emplace(b.hash, fresh).first->second;  // WARN: unguarded-inference
  }
  PVNet net_;
  std::unordered_map<uint64_t, Entry> table_;
  std::mt19937 rng_{7};
};

int main() {
  Searcher s;
  for (long game = 0;; ++game) {
    Board b;
    while (b.ply < CELLS) b.play(s.choose(b));
    if (game % 50 == 0) std::cout << "game " << game << " table " << s.positions() << "\n";
  }
}
