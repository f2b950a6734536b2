// RUN: %check_rule %s
// States that are records, and begin anew or lose their past.
#include "../Inputs/net.h"
#include <tuple>

struct Belief {
  torch::Tensor deter, stoch;
};

struct WorldImpl : torch::nn::Module {
  Belief begin(torch::Tensor x) { return {encoder->forward(x), x}; }
  Belief step(const Belief &last, torch::Tensor action) {
    auto deter = cell->forward(action, last.deter);
    return {deter, action};
  }
  torch::nn::Linear encoder{nullptr};
  torch::nn::GRUCell cell{nullptr};
};
TORCH_MODULE(World);

// The state of an episode starts from what is seen first, history and all.
class Episodes {
public:
  void begin() { belief_ = world_->begin(nextBatch().data); }
  void act_ok(torch::Tensor action) { belief_ = world_->step(belief_, action); }

private:
  World world_;
  Belief belief_;
};

void episodes_ok(Episodes &agent) {
  while (more()) {
    agent.begin();
    for (int i = 0; i < 10; ++i)
      agent.act_ok(nextBatch().data);
  }
}

class Detached {
public:
  void act_ok(torch::Tensor action) {
    auto next = world_->step(belief_, action);
    belief_ = {next.deter.detach(), next.stoch.detach()};
  }

private:
  World world_;
  Belief belief_;
};

void detached_ok(Detached &agent) {
  while (more())
    agent.act_ok(nextBatch().data);
}

// The parts of a tuple are set anew one by one.
class Episode {
public:
  void reset() {
    std::get<0>(state_) = torch::zeros({1, 32});
    std::get<1>(state_) = torch::zeros({1, 32});
  }
  void act_ok(torch::Tensor x) { state_ = cell_->forward(x, state_); }

private:
  torch::nn::LSTMCell cell_{nullptr};
  std::tuple<torch::Tensor, torch::Tensor> state_;
};

// Results of one pass, put together in a local.
torch::Tensor sweep_ok(Net &net) {
  auto all = net->forward(torch::zeros({1, 16}));
  for (int i = 1; i < 20; ++i)
    all = torch::cat({all, net->forward(torch::full({1, 16}, i))}, 0);
  return all;
}
