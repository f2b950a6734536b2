// Plays checkers-ish games against a fixed opponent network.
#include <torch/torch.h>
#include <cstdint>
#include <iostream>
#include <random>
#include <unordered_map>

struct EvalNetImpl : torch::nn::Module {
  EvalNetImpl() : a(64, 128), b(128, 64) {
    register_module("a", a);
    register_module("b", b);
  }
  torch::Tensor forward(const torch::Tensor& x) { return b(torch::relu(a(x))); }
  torch::nn::Linear a, b;
};
TORCH_MODULE(EvalNet);

template <class Holder>
Holder freeze(Holder m) {
  m->eval();
  for (auto& p : m->parameters()) p.set_requires_grad(false);
  return m;
}

class Opponent {
 public:
  Opponent() : net_(freeze(EvalNet())) {}

  int reply(uint64_t key, const torch::Tensor& planes) {
    auto it = scores_.find(key);
    if (it == scores_.end()) it = scores_.emplace(key, net_->forward(planes)).first;
    ++lookups_;
    return int(it->second.argmax().item<int64_t>());
  }
  void new_game() {
    if (scores_.size() > 20000) scores_.clear();
  }
  std::size_t cached() const { return scores_.size(); }
  long lookups() const { return lookups_; }

 private:
  EvalNet net_;
  std::unordered_map<uint64_t, torch::Tensor> scores_;
  long lookups_ = 0;
};

struct Position {
  torch::Tensor planes = torch::zeros({64});
  uint64_t key = 1469598103934665603ULL;
  void apply(int sq, float side) {
    planes = planes.clone();
    planes[sq] = side;
    key = (key ^ uint64_t(sq + (side > 0 ? 64 : 0))) * 1099511628211ULL;
  }
};

int main() {
  Opponent opp;
  std::mt19937 rng(11);
  std::uniform_int_distribution<int> sq(0, 63);
  long wins = 0;
  for (long game = 0;; ++game) {
    opp.new_game();
    Position p;
    int mine = 0, theirs = 0;
    for (int ply = 0; ply < 40; ++ply) {
      int m = sq(rng);
      p.apply(m, 1.f);
      mine += m;
      int r = opp.reply(p.key, p.planes);
      p.apply(r, -1.f);
      theirs += r;
    }
    wins += mine > theirs;
    if (game % 100 == 0)
      std::cout << "game " << game << " wins " << wins << " cached " << opp.cached() << "/" << opp.lookups()
                << "\n";
  }
}
