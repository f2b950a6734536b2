#include <torch/torch.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <tuple>
#include <vector>

// Grid walk: reach the corner of a 6x6 board.
class GridWorld {
 public:
  static constexpr int64_t kSide = 6;
  torch::Tensor Reset() {
    x_ = y_ = 0;
    steps_ = 0;
    return Encode();
  }
  std::tuple<torch::Tensor, double, bool> Step(int64_t action) {
    static const int dx[] = {1, -1, 0, 0}, dy[] = {0, 0, 1, -1};
    x_ = std::min<int64_t>(kSide - 1, std::max<int64_t>(0, x_ + dx[action]));
    y_ = std::min<int64_t>(kSide - 1, std::max<int64_t>(0, y_ + dy[action]));
    const bool goal = x_ == kSide - 1 && y_ == kSide - 1;
    const bool done = goal || ++steps_ >= 60;
    return {Encode(), goal ? 1.0 : -0.01, done};
  }

 private:
  torch::Tensor Encode() const {
    auto t = torch::zeros({1, kSide * kSide});
    t[0][y_ * kSide + x_] = 1.0;
    return t;
  }
  int64_t x_ = 0, y_ = 0, steps_ = 0;
};

struct ActorCriticImpl : torch::nn::Module {
  ActorCriticImpl() {
    body = register_module("body", torch::nn::Linear(GridWorld::kSide * GridWorld::kSide, 64));
    policy = register_module("policy", torch::nn::Linear(64, 4));
    value = register_module("value", torch::nn::Linear(64, 1));
  }
  std::tuple<torch::Tensor, torch::Tensor> forward(const torch::Tensor& obs) {
    auto h = torch::tanh(body->forward(obs));
    return {torch::log_softmax(policy->forward(h), -1), value->forward(h).squeeze()};
  }
  torch::nn::Linear body{nullptr}, policy{nullptr}, value{nullptr};
};
TORCH_MODULE(ActorCritic);

class Rollout {
 public:
  explicit Rollout(int64_t horizon) : horizon_(horizon) { Reset(); }

  void Insert(const torch::Tensor& log_prob, const torch::Tensor& entropy, const torch::Tensor& value, double reward,
              bool done) {
    values_[cursor_++] = value;
    log_probs_.push_back(log_prob);
    entropies_.push_back(entropy);
    rewards_.push_back(reward);
    dones_.push_back(done);
  }

  bool Full() const { return cursor_ == horizon_; }

  torch::Tensor Loss(double bootstrap, double gamma) const {
    std::vector<float> returns(rewards_.size());
    double running = bootstrap;
    for (int64_t i = static_cast<int64_t>(rewards_.size()) - 1; i >= 0; --i) {
      running = rewards_[i] + (dones_[i] ? 0.0 : gamma * running);
      returns[i] = static_cast<float>(running);
    }
    auto target = torch::tensor(returns);
    auto advantage = (target - values_).detach();
    auto policy_loss = -(torch::stack(log_probs_) * advantage).mean();
    auto value_loss = (target - values_).pow(2).mean();
    return policy_loss + 0.5 * value_loss - 0.01 * torch::stack(entropies_).mean();
  }

  void Reset() {
    cursor_ = 0;
    values_ = torch::zeros({horizon_});
    log_probs_.clear();
    entropies_.clear();
    rewards_.clear();
    dones_.clear();
  }

 private:
  int64_t horizon_, cursor_ = 0;
  torch::Tensor values_;
  std::vector<torch::Tensor> log_probs_, entropies_;
  std::vector<double> rewards_;
  std::vector<bool> dones_;
};

int main() {
  GridWorld env;
  ActorCritic net;
  Rollout rollout(32);
  torch::optim::RMSprop optimizer(net->parameters(), torch::optim::RMSpropOptions(7e-4).alpha(0.99));

  auto obs = env.Reset();
  double success = 0.0;
  for (int64_t step = 0; step < 50000000; ++step) {
    auto [log_policy, value] = net->forward(obs);
    auto probs = log_policy.exp();
    const auto action = probs.multinomial(1).item<int64_t>();
    auto entropy = -(probs * log_policy).sum();

    auto [next, reward, done] = env.Step(action);
    rollout.Insert(log_policy[0][action], entropy, value, reward, done);
    if (done) success = 0.99 * success + 0.01 * (reward > 0 ? 1.0 : 0.0);
    obs = done ? env.Reset() : next;

    if (rollout.Full()) {
      const double bootstrap = std::get<1>(net->forward(obs)).item<double>();
      auto loss = rollout.Loss(bootstrap, 0.98);
      optimizer.zero_grad();
      loss.backward();
      optimizer.step();
      rollout.Reset();
    }
    if (step % 10000 == 0) std::cout << step << " success rate " << success << '\n';
  }
}
