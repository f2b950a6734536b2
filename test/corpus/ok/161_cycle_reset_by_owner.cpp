#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <vector>

class Arena;
struct Player {
  torch::nn::Linear brain{16, 4};
  std::shared_ptr<Arena> arena;
  int64_t act();
};

class Arena {
 public:
  std::vector<std::shared_ptr<Player>> players;
  torch::Tensor field = torch::rand({16});
  void dissolve() {
    for (auto& p : players) p->arena.reset();
    players.clear();
  }
};

int64_t Player::act() {
  torch::NoGradGuard g;
  return brain->forward(arena->field).argmax().item<int64_t>();
}

int main() {
  for (int round = 0; round < 1000; ++round) {
    auto arena = std::make_shared<Arena>();
    for (int i = 0; i < 4; ++i) {
      auto p = std::make_shared<Player>();
      p->arena = arena;
      arena->players.push_back(p);
    }
    int64_t s = 0;
    for (auto& p : arena->players) s += p->act();
    std::cout << s << '\n';
    arena->dissolve();
  }
}
