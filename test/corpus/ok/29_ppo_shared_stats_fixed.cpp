#include <torch/torch.h>
#include <vector>

struct RolloutBuffer {
  std::vector<torch::Tensor> states, actions, logprobs;
  std::vector<float> rewards;
  void clear() {
    states.clear();
    actions.clear();
    logprobs.clear();
    rewards.clear();
  }
};

struct Stats {
  std::vector<torch::Tensor> kl, clip;
};

class Ppo {
 public:
  Ppo() : net_(4, 2), opt_(net_->parameters(), torch::optim::AdamOptions(3e-4)) {
  }
  int64_t select(const torch::Tensor& s) {
    torch::NoGradGuard guard;
    auto p = torch::softmax(net_->forward(s), -1);
    auto a = p.multinomial(1);
    buffer_.states.push_back(s);
    buffer_.actions.push_back(a);
    buffer_.logprobs.push_back(p.gather(0, a).log());
    return a.item<int64_t>();
  }
  void reward(float r) {
    buffer_.rewards.push_back(r);
  }
  void update() {
    auto s = torch::stack(buffer_.states), a = torch::stack(buffer_.actions), old = torch::stack(buffer_.logprobs);
    auto adv = torch::tensor(buffer_.rewards).unsqueeze(1);
    for (int k = 0; k < 4; ++k) {
      auto logp = torch::log_softmax(net_->forward(s), -1).gather(1, a);
      auto ratio = (logp - old).exp();
      auto loss = -torch::min(ratio * adv, ratio.clamp(0.8, 1.2) * adv).mean();
      opt_.zero_grad();
      loss.backward();
      opt_.step();
      stats_.kl.push_back((old - logp).mean());
      stats_.clip.push_back((ratio > 1.2).to(torch::kFloat).mean());
    }
    buffer_.clear();
    stats_ = Stats();
  }

 private:
  torch::nn::Linear net_;
  torch::optim::Adam opt_;
  RolloutBuffer buffer_;
  Stats stats_;
};

int main() {
  Ppo agent;
  for (int iter = 0; iter < 1000; ++iter) {
    for (int t = 0; t < 128; ++t) {
      agent.select(torch::rand({4}));
      agent.reward(1.f);
    }
    agent.update();
  }
}
