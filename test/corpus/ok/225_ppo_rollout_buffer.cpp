#include <torch/torch.h>
#include <iostream>
#include <vector>

struct Step {
  torch::Tensor state, action, logProbability, value;
  float reward;
};

class Rollout {
 public:
  void add(Step step) { steps_.push_back(std::move(step)); }
  bool full() const { return steps_.size() >= 64; }
  void reset() {
    steps_.clear();
    rewards_ = torch::Tensor();
  }
  torch::Tensor column(torch::Tensor Step::*member) const {
    std::vector<torch::Tensor> values;
    for (const auto& step : steps_) values.push_back(step.*member);
    return torch::cat(values);
  }
  torch::Tensor returns() {
    std::vector<float> values(steps_.size());
    float running = 0;
    for (size_t i = steps_.size(); i-- > 0;) values[i] = running = steps_[i].reward + 0.95f * running;
    rewards_ = torch::tensor(values);
    return rewards_;
  }

 private:
  std::vector<Step> steps_;
  torch::Tensor rewards_;
};

struct ActorCriticImpl : torch::nn::Module {
  ActorCriticImpl() {
    body = register_module("body", torch::nn::Linear(6, 64));
    actor = register_module("actor", torch::nn::Linear(64, 3));
    critic = register_module("critic", torch::nn::Linear(64, 1));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& state) {
    auto features = torch::tanh(body(state));
    return {torch::log_softmax(actor(features), 1), critic(features).squeeze(1)};
  }
  torch::nn::Linear body{nullptr}, actor{nullptr}, critic{nullptr};
};
TORCH_MODULE(ActorCritic);

void improve(ActorCritic& net, torch::optim::Optimizer& optimizer, Rollout& rollout) {
  auto returns = rollout.returns();
  auto before = rollout.column(&Step::logProbability).detach();
  auto advantage = returns - rollout.column(&Step::value).detach();
  for (int epoch = 0; epoch < 4; ++epoch) {
    auto [logits, values] = net->forward(rollout.column(&Step::state));
    auto now = logits.gather(1, rollout.column(&Step::action).unsqueeze(1)).squeeze(1);
    auto ratio = (now - before).exp();
    auto policy = -torch::min(ratio * advantage, ratio.clamp(0.8, 1.2) * advantage).mean();
    optimizer.zero_grad();
    (policy + 0.5 * torch::mse_loss(values, returns)).backward();
    optimizer.step();
  }
  rollout.reset();
}

int main() {
  ActorCritic net;
  torch::optim::Adam optimizer(net->parameters(), 3e-4);
  Rollout rollout;
  double total = 0;
  for (int64_t t = 0; t < 100000000; ++t) {
    auto state = torch::randn({1, 6});
    auto [logits, value] = net->forward(state);
    auto action = logits.exp().multinomial(1).squeeze(1);
    float reward = action.item<int64_t>() == state[0].slice(0, 0, 3).argmax().item<int64_t>();
    rollout.add({state, action, logits[0].index_select(0, action), value, reward});
    total = 0.999 * total + 0.001 * reward;
    if (rollout.full()) improve(net, optimizer, rollout);
    if (t % 5000 == 0) std::cout << t << " " << total << "\n";
  }
}
