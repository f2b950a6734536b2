#include <torch/torch.h>
#include <vector>

struct ActorCriticImpl : torch::nn::Module {
  ActorCriticImpl(int64_t obs, int64_t act) {
    body = register_module("body", torch::nn::Linear(obs, 64));
    pi = register_module("pi", torch::nn::Linear(64, act));
    v = register_module("v", torch::nn::Linear(64, 1));
    log_std = register_parameter("log_std", torch::zeros({act}));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    auto h = torch::tanh(body(x));
    return {pi(h), v(h).squeeze(-1)};
  }
  torch::Tensor log_prob(torch::Tensor mean, torch::Tensor a) {
    auto var = (2 * log_std).exp();
    return (-(a - mean).pow(2) / (2 * var) - log_std - 0.919).sum(-1);
  }
  torch::nn::Linear body{nullptr}, pi{nullptr}, v{nullptr};
  torch::Tensor log_std;
};
TORCH_MODULE(ActorCritic);

struct Rollout {
  std::vector<torch::Tensor> obs, actions, logp, values, rewards;
  void clear() {
    obs.clear();
    actions.clear();
    logp.clear();
    values.clear();
    rewards.clear();
  }
};

static torch::Tensor discounted(const std::vector<torch::Tensor>& rewards, double gamma) {
  std::vector<torch::Tensor> out(rewards.size());
  auto acc = torch::zeros({1});
  for (int64_t i = (int64_t)rewards.size() - 1; i >= 0; --i) {
    acc = rewards[i] + gamma * acc;
    out[i] = acc;
  }
  return torch::cat(out);
}

int main() {
  ActorCritic ac(6, 2);
  torch::optim::Adam opt(ac->parameters(), 3e-4);
  Rollout buf;
  auto s = torch::randn({6});
  for (int iter = 0; iter < 2000; ++iter) {
    for (int t = 0; t < 256; ++t) {
      torch::NoGradGuard ng;
      auto [mean, value] = ac->forward(s);
      auto a = mean + ac->log_std.exp() * torch::randn_like(mean);
      buf.obs.push_back(s);
      buf.actions.push_back(a);
      buf.logp.push_back(ac->log_prob(mean, a));
      buf.values.push_back(value);
      buf.rewards.push_back(torch::rand({1}));
      s = torch::randn({6});
    }
    auto obs = torch::stack(buf.obs), acts = torch::stack(buf.actions);
    auto old_logp = torch::stack(buf.logp), old_v = torch::stack(buf.values);
    auto ret = discounted(buf.rewards, 0.99);
    auto adv = ret - old_v;
    adv = (adv - adv.mean()) / (adv.std() + 1e-8);
    for (int k = 0; k < 10; ++k) {
      auto [mean, value] = ac->forward(obs);
      auto ratio = (ac->log_prob(mean, acts) - old_logp).exp();
      auto s1 = ratio * adv, s2 = ratio.clamp(0.8, 1.2) * adv;
      auto loss = -torch::min(s1, s2).mean() + 0.5 * (ret - value).pow(2).mean();
      opt.zero_grad();
      loss.backward();
      opt.step();
    }
    buf.clear();
  }
}
