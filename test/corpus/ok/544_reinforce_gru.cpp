#include <torch/torch.h>
#include <deque>
#include <iostream>
#include <random>
#include <vector>

// REINFORCE with a recurrent policy in a noisy corridor.

struct Corridor {
  int pos = 0, len = 12, t = 0;
  std::mt19937 rng{42};

  torch::Tensor reset() {
    pos = len / 2;
    t = 0;
    return observe();
  }
  torch::Tensor observe() {
    std::normal_distribution<float> n(0, 0.3f);
    return torch::tensor({{float(pos) / len + n(rng), float(t) / 100}});
  }
  std::pair<float, bool> act(int a) {
    pos += a == 1 ? 1 : -1;
    ++t;
    if (pos >= len) return {1.f, true};
    if (pos <= 0 || t > 100) return {-1.f, true};
    return {-0.01f, false};
  }
};

class Agent {
 public:
  Agent() : cell_(torch::nn::GRUCellOptions(2, 32)), head_(32, 2), value_(32, 1) {
    std::vector<torch::Tensor> ps;
    for (auto* m : std::initializer_list<torch::nn::Module*>{cell_.get(), head_.get(), value_.get()})
      for (auto& p : m->parameters()) ps.push_back(p);
    opt_ = std::make_unique<torch::optim::Adam>(ps, torch::optim::AdamOptions(3e-3));
  }

  void begin() { h_ = torch::zeros({1, 32}); }

  int select(const torch::Tensor& obs) {
    h_ = cell_->forward(obs, h_);
    auto logp = torch::log_softmax(head_->forward(h_), 1);
    auto a = torch::multinomial(logp.exp(), 1);
    saved_logp_.push_back(logp.gather(1, a).squeeze());
    saved_value_.push_back(value_->forward(h_).squeeze());
    return int(a.item<int64_t>());
  }

  void reward(float r) { rewards_.push_back(r); }

  double finish_episode() {
    std::vector<float> returns(rewards_.size());
    float R = 0;
    for (int i = int(rewards_.size()) - 1; i >= 0; --i) returns[i] = R = rewards_[i] + 0.99f * R;
    auto ret = torch::tensor(returns);
    auto v = torch::stack(saved_value_);
    auto adv = ret - v.detach();
    auto loss = -(torch::stack(saved_logp_) * adv).sum() + torch::smooth_l1_loss(v, ret);
    opt_->zero_grad();
    loss.backward();
    opt_->step();
    forget();
    return loss.item<double>();
  }

 private:
  void forget() {
    saved_logp_.clear();
    saved_value_.clear();
    rewards_.clear();
  }

  torch::nn::GRUCell cell_;
  torch::nn::Linear head_, value_;
  std::unique_ptr<torch::optim::Adam> opt_;
  torch::Tensor h_;
  std::vector<torch::Tensor> saved_logp_, saved_value_;
  std::vector<float> rewards_;
};

int main() {
  Corridor env;
  Agent agent;
  std::deque<float> scores;
  for (long ep = 0; ep < 1000000; ++ep) {
    auto obs = env.reset();
    agent.begin();
    float score = 0;
    for (bool done = false; !done;) {
      auto [r, d] = env.act(agent.select(obs));
      agent.reward(r);
      obs = env.observe();
      score += r;
      done = d;
    }
    double loss = agent.finish_episode();
    scores.push_back(score);
    if (scores.size() > 100) scores.pop_front();
    if (ep % 100 == 0) {
      float s = 0;
      for (float x : scores) s += x;
      std::cout << "ep " << ep << " avg " << s / scores.size() << " loss " << loss << "\n";
    }
  }
}
