#include <torch/torch.h>
#include <iostream>
#include <vector>

namespace rl {

class Agent : public torch::nn::Module {
 public:
  Agent(int64_t obs, int64_t n) {
    pi_ = register_module("pi", torch::nn::Sequential(torch::nn::Linear(obs, 64), torch::nn::Tanh(), torch::nn::Linear(64, n)));
    vf_ = register_module("vf", torch::nn::Sequential(torch::nn::Linear(obs, 64), torch::nn::Tanh(), torch::nn::Linear(64, 1)));
  }
  torch::Tensor logits(const torch::Tensor& o) { return pi_->forward(o); }
  torch::Tensor value(const torch::Tensor& o) { return vf_->forward(o).squeeze(-1); }

 private:
  torch::nn::Sequential pi_{nullptr}, vf_{nullptr};
};

struct Memory {
  std::vector<torch::Tensor> obs, act, logp;
  std::vector<float> rew;
  std::vector<torch::Tensor> valueTrace;
  void reset() {
    obs.clear();
    act.clear();
    logp.clear();
    rew.clear();
  }
};

class PPO {
 public:
  PPO(int64_t obs, int64_t n) : agent(std::make_shared<Agent>(obs, n)), opt(agent->parameters(), 2.5e-4), obsDim(obs) {}

  void collect(int steps) {
    torch::NoGradGuard ng;
    for (int i = 0; i < steps; ++i) {
      auto o = torch::randn({obsDim});
      auto lp = torch::log_softmax(agent->logits(o), -1);
      auto a = lp.exp().multinomial(1);
      mem.obs.push_back(o);
      mem.act.push_back(a);
      mem.logp.push_back(lp.gather(-1, a));
      mem.rew.push_back(1.f);
    }
  }

  void update(int epochs) {
    auto o = torch::stack(mem.obs);
    auto a = torch::stack(mem.act);
    auto old = torch::stack(mem.logp);
    auto ret = torch::tensor(mem.rew).flip(0).cumsum(0).flip(0);
    for (int e = 0; e < epochs; ++e) {
      auto lp = torch::log_softmax(agent->logits(o), -1).gather(-1, a);
      auto v = agent->value(o);
      auto adv = (ret - v).detach().unsqueeze(-1);
      auto ratio = (lp - old).exp();
      auto loss = -torch::min(ratio * adv, ratio.clamp(0.8, 1.2) * adv).mean() + 0.5 * torch::mse_loss(v, ret);
      opt.zero_grad();
      loss.backward();
      opt.step();
      mem.valueTrace.push_back(v.mean());  // WARN: graph-in-container
    }
    mem.reset();
  }

  std::shared_ptr<Agent> agent;
  torch::optim::Adam opt;
  Memory mem;
  int64_t obsDim;
};

}  // namespace rl

int main() {
  rl::PPO ppo(10, 4);
  for (int it = 0; it < 5000; ++it) {
    ppo.collect(128);
    ppo.update(4);
    if (it % 50 == 0) std::cout << it << " v=" << ppo.mem.valueTrace.back().item<float>() << std::endl;
  }
}
