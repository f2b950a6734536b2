#include <torch/torch.h>
#include <iostream>
#include <memory>

struct Belief {
  torch::Tensor deter;
  torch::Tensor stoch;
};

// The recurrent state space model of a Dreamer agent.
struct WorldModelImpl : torch::nn::Module {
  WorldModelImpl() {
    cell = register_module("cell", torch::nn::GRUCell(16 + 4, 64));
    prior = register_module("prior", torch::nn::Linear(64 + 24, 32));
  }
  Belief initial() const { return {torch::zeros({1, 64}), torch::zeros({1, 16})}; }
  Belief step(const Belief& last, const torch::Tensor& action, const torch::Tensor& observation) {
    auto deter = cell(torch::cat({last.stoch, action}, 1), last.deter);
    auto stats = prior(torch::cat({deter, observation}, 1)).chunk(2, 1);
    auto stoch = stats[0] + torch::softplus(stats[1]) * torch::randn_like(stats[0]);
    return {deter, stoch};
  }
  torch::nn::GRUCell cell{nullptr};
  torch::nn::Linear prior{nullptr};
};
TORCH_MODULE(WorldModel);

class Agent {
 public:
  Agent() : policy_(80, 4) { belief_ = world_->initial(); }

  torch::Tensor act(const torch::Tensor& observation) {
    belief_ = world_->step(belief_, action_, observation);  // WARN: recurrent-state
    belief_.deter.detach();
    belief_.stoch.detach();
    auto logits = policy_->forward(torch::cat({belief_.deter, belief_.stoch}, 1));
    action_ = torch::one_hot(logits.argmax(1), 4).to(torch::kFloat);
    return action_;
  }

 private:
  WorldModel world_;
  torch::nn::Linear policy_;
  Belief belief_;
  torch::Tensor action_ = torch::zeros({1, 4});
};

struct Simulator {
  torch::Tensor observe() { return torch::randn({1, 24}); }
  void apply(const torch::Tensor& action) { sum += action.argmax(1).item<int64_t>(); }
  int64_t sum = 0;
};

int main() {
  Agent agent;
  Simulator simulator;
  for (int64_t t = 0; t < 10000000; ++t) {
    simulator.apply(agent.act(simulator.observe()));
    if (t % 1000 == 0) std::cout << t << " " << simulator.sum << "\n";
  }
}
