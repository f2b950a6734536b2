// RUN: %check_rule %s
// States that are records, carried as a whole.
#include "../Inputs/net.h"

struct Belief {
  torch::Tensor deter, stoch;
};

struct WorldImpl : torch::nn::Module {
  Belief step(const Belief &last, torch::Tensor action) {
    auto deter = cell->forward(action, last.deter);
    return {deter, action};
  }
  torch::nn::GRUCell cell{nullptr};
};
TORCH_MODULE(World);

class Agent {
public:
  void act(torch::Tensor action) {
    belief_ = world_->step(belief_, action); // WARN: recurrent-state
  }

private:
  World world_;
  Belief belief_;
};

void run_bad(Agent &agent) {
  while (more())
    agent.act(nextBatch().data);
}
