// ppo.py -> C++. Vectorised toy environment, preallocated rollout storage.
#include <torch/torch.h>
#include <cstdio>
#include <utility>

struct ActorCriticImpl : torch::nn::Module {
  torch::nn::Linear trunk1{nullptr}, trunk2{nullptr}, pi{nullptr}, v{nullptr};
  ActorCriticImpl(int64_t obs, int64_t act) {
    trunk1 = register_module("trunk1", torch::nn::Linear(obs, 128));
    trunk2 = register_module("trunk2", torch::nn::Linear(128, 128));
    pi = register_module("pi", torch::nn::Linear(128, act));
    v = register_module("v", torch::nn::Linear(128, 1));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    x = torch::tanh(trunk1(x));
    x = torch::tanh(trunk2(x));
    return {pi(x), v(x).squeeze(-1)};
  }
};
TORCH_MODULE(ActorCritic);

int main() {
  torch::manual_seed(3);
  const int64_t N = 16, T = 64, OBS = 8, ACT = 4;
  const int epochs = 4;
  const double gamma = 0.99, lam = 0.95, clip = 0.2;

  ActorCritic net(OBS, ACT);
  torch::optim::Adam opt(net->parameters(), torch::optim::AdamOptions(3e-4));

  auto obs_buf = torch::zeros({T, N, OBS});
  auto act_buf = torch::zeros({T, N}, torch::kLong);
  auto logp_buf = torch::zeros({T, N});
  auto val_buf = torch::zeros({T, N});
  auto rew_buf = torch::zeros({T, N});
  auto done_buf = torch::zeros({T, N});

  auto state = torch::randn({N, OBS});

  for (int64_t update = 0; update < 100000; ++update) {
    for (int64_t t = 0; t < T; ++t) {
      auto [logits, value] = net->forward(state);
      auto logp_all = torch::log_softmax(logits, -1).detach();
      auto action = torch::multinomial(logp_all.exp(), 1).squeeze(1);

      obs_buf[t] = state;
      act_buf[t] = action;
      logp_buf[t] = logp_all.gather(1, action.unsqueeze(1)).squeeze(1);
      val_buf[t] = value;  // WARN: inplace-history

      // toy dynamics: action pushes one coordinate, reward is closeness to the origin
      auto push = torch::one_hot(action, OBS).to(torch::kFloat);
      state = 0.95 * state - 0.3 * push * state.sign() + 0.1 * torch::randn({N, OBS});
      rew_buf[t] = -state.pow(2).mean(1);
      auto done = (torch::rand({N}) < 0.01).to(torch::kFloat);
      done_buf[t] = done;
      state = torch::where(done.unsqueeze(1) > 0.5, torch::randn({N, OBS}), state);
    }

    torch::Tensor adv = torch::zeros({T, N});
    torch::Tensor values = val_buf.detach();
    {
      torch::NoGradGuard no_grad;
      auto next_value = net->forward(state).second;
      auto gae = torch::zeros({N});
      for (int64_t t = T - 1; t >= 0; --t) {
        auto mask = 1.0 - done_buf[t];
        auto delta = rew_buf[t] + gamma * next_value * mask - values[t];
        gae = delta + gamma * lam * mask * gae;
        adv[t] = gae;
        next_value = values[t];
      }
    }
    auto ret = adv + values;
    auto flat_adv = adv.flatten();
    flat_adv = (flat_adv - flat_adv.mean()) / (flat_adv.std() + 1e-8);

    double last = 0;
    for (int e = 0; e < epochs; ++e) {
      auto perm = torch::randperm(T * N, torch::kLong);
      for (auto& idx : perm.chunk(4)) {
        auto [logits, value] = net->forward(obs_buf.view({T * N, OBS}).index({idx}));
        auto logp_all = torch::log_softmax(logits, -1);
        auto logp = logp_all.gather(1, act_buf.flatten().index({idx}).unsqueeze(1)).squeeze(1);
        auto ratio = (logp - logp_buf.flatten().index({idx})).exp();
        auto a = flat_adv.index({idx});
        auto pg = -torch::min(ratio * a, ratio.clamp(1 - clip, 1 + clip) * a).mean();
        auto vf = (value - ret.flatten().index({idx})).pow(2).mean();
        auto ent = -(logp_all.exp() * logp_all).sum(-1).mean();
        auto loss = pg + 0.5 * vf - 0.01 * ent;
        opt.zero_grad();
        loss.backward();
        torch::nn::utils::clip_grad_norm_(net->parameters(), 0.5);
        opt.step();
        last = loss.item<double>();
      }
    }
    if (update % 10 == 0)
      std::printf("update %lld reward %.4f loss %.4f\n", (long long)update, rew_buf.mean().item<double>(), last);
  }
}
