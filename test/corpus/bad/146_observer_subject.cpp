#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <vector>

namespace sim {

class World;

class Agent {
 public:
  explicit Agent(int64_t obs) : memory_(torch::zeros({obs})) {}
  virtual ~Agent() = default;
  virtual void tick();
  void enter(const std::shared_ptr<World>& w) { world_ = w; }  // WARN: ownership-cycle

 protected:
  std::shared_ptr<World> world_;
  torch::Tensor memory_;
};

class World {
 public:
  explicit World(int64_t n) : state_(torch::randn({n, n})) {}
  void admit(std::shared_ptr<Agent> a) { agents_.push_back(std::move(a)); }
  const torch::Tensor& state() const { return state_; }
  void step() {
    state_ = torch::tanh(state_ + 0.01 * torch::randn_like(state_));
    for (auto& a : agents_) a->tick();
  }

 private:
  torch::Tensor state_;
  std::vector<std::shared_ptr<Agent>> agents_;
};

void Agent::tick() { memory_ = 0.5 * memory_ + 0.5 * world_->state().mean(0).slice(0, 0, memory_.size(0)); }

std::shared_ptr<World> make_world(int agents) {
  auto world = std::make_shared<World>(512);
  for (int i = 0; i < agents; ++i) {
    auto agent = std::make_shared<Agent>(64);
    world->admit(agent);
    agent->enter(world);
  }
  return world;
}

}  // namespace sim

int main() {
  for (int episode = 0; episode < 10000; ++episode) {
    auto w = sim::make_world(8);
    for (int t = 0; t < 100; ++t) w->step();
    std::cout << episode << ' ' << w->state().norm().item<float>() << '\n';
  }
}
