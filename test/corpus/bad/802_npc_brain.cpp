#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace game {

enum class Action { Idle, Move, Attack, Flee };

struct BrainImpl : torch::nn::Module {
  BrainImpl() {
    see = register_module("see", torch::nn::Linear(24, 64));
    mem = register_module("mem", torch::nn::GRUCell(64, 64));
    act = register_module("act", torch::nn::Linear(64, 4));
  }

  struct Thought {
    torch::Tensor memory;
    torch::Tensor policy;
  };

  Thought think(const torch::Tensor& senses, const torch::Tensor& memory) {
    auto m = mem->forward(torch::relu(see->forward(senses)), memory);
    return {m, torch::softmax(act->forward(m), -1)};
  }

  torch::nn::Linear see{nullptr}, act{nullptr};
  torch::nn::GRUCell mem{nullptr};
};
TORCH_MODULE(Brain);

struct Npc {
  explicit Npc(std::string n) : name(std::move(n)) {}
  std::string name;
  torch::Tensor memory = torch::zeros({1, 64});
  std::map<Action, int> taken;
  float hp = 100.f;
};

class World {
 public:
  explicit World(size_t population) {
    brain_->eval();
    for (size_t i = 0; i < population; ++i) npcs_.emplace_back("npc-" + std::to_string(i));
  }

  void tick() {
    std::for_each(npcs_.begin(), npcs_.end(), [this](Npc& n) {
      const auto a = decide(n);
      ++n.taken[a];
      apply(n, a);
    });
    ++frame_;
  }

  void summary() const {
    for (const auto& n : npcs_) {
      std::cout << n.name << " hp=" << n.hp;
      for (auto [a, c] : n.taken) std::cout << " [" << static_cast<int>(a) << "]=" << c;
      std::cout << '\n';
    }
  }
  uint64_t frame() const { return frame_; }

 private:
  torch::Tensor senses(const Npc& n) {
    auto s = torch::randn({1, 24});
    s[0][0] = n.hp / 100.f;
    return s;
  }

  Action decide(Npc& n) {
    auto thought = brain_->think(senses(n), n.memory);
    n.memory = std::move(thought.memory);  // WARN: recurrent-state
    return static_cast<Action>(thought.policy.multinomial(1).item<int64_t>());
  }

  void apply(Npc& n, Action a) {
    if (a == Action::Attack) n.hp -= 1.5f;
    else if (a == Action::Idle) n.hp = std::min(100.f, n.hp + 1.f);
    if (n.hp <= 0.f) n.hp = 100.f;
  }

  Brain brain_;
  std::vector<Npc> npcs_;
  uint64_t frame_ = 0;
};

}  // namespace game

int main() {
  game::World world(16);
  while (true) {
    world.tick();
    if (world.frame() % 6000 == 0) world.summary();
    std::this_thread::sleep_for(std::chrono::milliseconds(16));
  }
}
