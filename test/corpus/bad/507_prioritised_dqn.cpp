#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <random>

namespace rl {

struct Batch {
  torch::Tensor index, obs, action, reward, next;
};

class ReplayMemory {
 public:
  ReplayMemory(int64_t capacity, int64_t obs)
      : capacity_(capacity),
        obs_(torch::zeros({capacity, obs})),
        next_(torch::zeros({capacity, obs})),
        action_(torch::zeros({capacity}, torch::kLong)),
        reward_(torch::zeros({capacity})),
        priority_(torch::zeros({capacity})) {}

  void add(const torch::Tensor& o, int64_t a, float r, const torch::Tensor& n) {
    torch::NoGradGuard g;
    auto i = head_++ % capacity_;
    obs_[i].copy_(o);
    next_[i].copy_(n);
    action_[i] = a;
    reward_[i] = r;
    priority_[i] = 1.0;
  }

  Batch sample(int64_t n) const {
    auto idx = torch::multinomial(priority_, n, true);
    return {idx, obs_.index_select(0, idx), action_.index_select(0, idx), reward_.index_select(0, idx),
            next_.index_select(0, idx)};
  }

  void reprioritise(const torch::Tensor& idx, const torch::Tensor& td) {
    priority_.index_put_({idx}, td.abs() + 1e-4);  // WARN: inplace-history
  }

  int64_t size() const { return std::min(head_, capacity_); }

 private:
  int64_t capacity_, head_ = 0;
  torch::Tensor obs_, next_, action_, reward_, priority_;
};

struct QNetImpl : torch::nn::Module {
  QNetImpl(int64_t obs, int64_t actions)
      : a(register_module("a", torch::nn::Linear(obs, 96))), b(register_module("b", torch::nn::Linear(96, actions))) {}
  torch::Tensor forward(torch::Tensor x) { return b(torch::relu(a(x))); }
  torch::nn::Linear a, b;
};
TORCH_MODULE(QNet);

class Agent {
 public:
  Agent(int64_t obs, int64_t actions)
      : online_(obs, actions), target_(obs, actions), opt_(online_->parameters(), torch::optim::RMSpropOptions(5e-4)) {
    sync();
  }

  int64_t act(const torch::Tensor& obs, std::mt19937& rng) {
    if (std::bernoulli_distribution(0.05)(rng)) return std::uniform_int_distribution<int64_t>(0, 3)(rng);
    torch::NoGradGuard g;
    return online_(obs.unsqueeze(0)).argmax(1).item<int64_t>();
  }

  void train(ReplayMemory& memory) {
    auto b = memory.sample(32);
    torch::Tensor goal;
    {
      torch::NoGradGuard g;
      goal = b.reward + 0.99 * std::get<0>(target_(b.next).max(1));
    }
    auto q = online_(b.obs).gather(1, b.action.unsqueeze(1)).squeeze(1);
    auto td = goal - q;
    opt_.zero_grad();
    torch::smooth_l1_loss(q, goal).backward();
    opt_.step();
    memory.reprioritise(b.index, td);
    if (++updates_ % 500 == 0) sync();
  }

  void sync() {
    torch::NoGradGuard g;
    auto src = online_->parameters();
    auto dst = target_->parameters();
    for (size_t i = 0; i < src.size(); ++i) dst[i].copy_(src[i]);
  }

 private:
  QNet online_, target_;
  torch::optim::RMSprop opt_;
  long updates_ = 0;
};

}  // namespace rl

int main() {
  std::mt19937 rng(5);
  rl::ReplayMemory memory(20000, 12);
  rl::Agent agent(12, 4);
  auto obs = torch::randn({12});
  for (long t = 0; t < 50'000'000; ++t) {
    auto a = agent.act(obs, rng);
    auto next = 0.9 * obs + 0.1 * torch::randn({12});
    memory.add(obs, a, -next.norm().item<float>() + 0.1f * a, next);
    obs = next;
    if (memory.size() > 1000 && t % 4 == 0) agent.train(memory);
    if (t % 100000 == 0) std::cout << "step " << t << std::endl;
  }
}
