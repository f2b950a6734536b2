#include <torch/torch.h>

#include <iostream>
#include <vector>

class Rollout {
 public:
  void push(torch::Tensor log_prob, torch::Tensor value, float reward) {
    log_probs_.push_back(std::move(log_prob));
    values_.push_back(std::move(value));
    rewards_.push_back(reward);
  }

  bool full() const { return rewards_.size() >= 20; }

  torch::Tensor loss(float bootstrap) const {
    std::vector<torch::Tensor> parts;
    float ret = bootstrap;
    for (size_t i = rewards_.size(); i-- > 0;) {
      ret = rewards_[i] + 0.97f * ret;
      auto adv = ret - values_[i];
      parts.push_back(adv.pow(2) - log_probs_[i] * adv.detach());
    }
    return torch::cat(parts).sum();
  }

  void reset() {
    log_probs_.clear();
    values_.clear();
    rewards_.clear();
  }

 private:
  std::vector<torch::Tensor> log_probs_, values_;
  std::vector<float> rewards_;
};

class RecurrentAgent {
 public:
  RecurrentAgent()
      : cell_(torch::nn::LSTMCellOptions(10, 64)), pi_(64, 4), v_(64, 1), opt_(collect(), 1e-3) {
    new_episode();
  }

  void new_episode() {
    h_ = torch::zeros({1, 64});
    c_ = torch::zeros({1, 64});
  }

  int64_t act(const torch::Tensor& obs) {
    std::tie(h_, c_) = cell_->forward(obs, std::make_tuple(h_, c_));
    auto logp = torch::log_softmax(pi_(h_), 1);
    auto action = logp.exp().multinomial(1);
    pending_log_prob_ = logp.gather(1, action).squeeze(1);
    pending_value_ = v_(h_).squeeze(1);
    return action.item<int64_t>();
  }

  void observe(float reward) { rollout_.push(pending_log_prob_, pending_value_, reward); }

  void maybe_learn(bool done) {
    if (!done && !rollout_.full()) return;
    const float bootstrap = done ? 0.f : v_(h_).item<float>();
    opt_.zero_grad();
    rollout_.loss(bootstrap).backward();
    opt_.step();
    rollout_.reset();
    repackage();
  }

 private:
  void repackage() {
    h_ = h_.detach();
    c_ = c_.detach();
  }

  std::vector<torch::Tensor> collect() {
    std::vector<torch::Tensor> all;
    for (const auto& ps : {cell_->parameters(), pi_->parameters(), v_->parameters()})
      all.insert(all.end(), ps.begin(), ps.end());
    return all;
  }

  torch::nn::LSTMCell cell_;
  torch::nn::Linear pi_, v_;
  torch::optim::RMSprop opt_;
  Rollout rollout_;
  torch::Tensor h_, c_, pending_log_prob_, pending_value_;
};

int main() {
  RecurrentAgent agent;
  double score = 0;
  // The task never ends by itself; "done" comes up rarely.
  for (long t = 1;; ++t) {
    auto obs = torch::randn({1, 10});
    const auto a = agent.act(obs);
    const float reward = obs[0][a].item<float>();
    const bool done = torch::rand({}).item<float>() < 1e-5f;
    agent.observe(reward);
    agent.maybe_learn(done);
    if (done) agent.new_episode();
    score = 0.999 * score + 0.001 * reward;
    if (t % 10000 == 0) std::cout << t << ' ' << score << '\n';
  }
}
