// a2c.py port: n-step advantage actor-critic with a GRU core, one long continuing task.
#include <torch/torch.h>
#include <iostream>
#include <vector>

struct CoreImpl : torch::nn::Module {
  CoreImpl(int64_t obs, int64_t hid, int64_t act)
      : enc(obs, hid), gru(torch::nn::GRUCellOptions(hid, hid)), actor(hid, act), critic(hid, 1) {
    register_module("enc", enc);
    register_module("gru", gru);
    register_module("actor", actor);
    register_module("critic", critic);
  }
  torch::nn::Linear enc;
  torch::nn::GRUCell gru;
  torch::nn::Linear actor, critic;
};
TORCH_MODULE(Core);

struct ToyEnv {
  torch::Tensor pos = torch::zeros({8, 4});
  torch::Tensor observe() const { return torch::cat({pos, pos.abs()}, 1); }
  torch::Tensor apply(const torch::Tensor& action) {
    auto dir = torch::one_hot(action.remainder(4), 4).to(torch::kFloat) * (action < 4).to(torch::kFloat).mul(2).sub(1).unsqueeze(1);
    pos = (pos + 0.2 * dir + 0.1 * torch::randn_like(pos)).clamp(-3, 3);
    return -pos.norm(2, 1);
  }
};

int main() {
  const int64_t N = 8, H = 96, A = 8;
  const int n_steps = 16;
  const double gamma = 0.97;
  torch::manual_seed(17);

  Core net(8, H, A);
  torch::optim::RMSprop opt(net->parameters(), torch::optim::RMSpropOptions(7e-4).alpha(0.99));
  ToyEnv env;

  std::vector<torch::Tensor> values, log_probs, rewards, entropies;
  torch::Tensor hidden = torch::zeros({N, H});
  double avg = 0.0;

  for (long update = 0; update < 1000000; ++update) {
    for (int t = 0; t < n_steps; ++t) {
      auto x = torch::relu(net->enc(env.observe()));
      hidden = net->gru(x, hidden);
      auto logp = torch::log_softmax(net->actor(hidden), -1);
      auto action = torch::multinomial(logp.exp().detach(), 1);

      values.push_back(net->critic(hidden).squeeze(1));
      log_probs.push_back(logp.gather(1, action).squeeze(1));
      entropies.push_back(-(logp.exp() * logp).sum(1));
      rewards.push_back(env.apply(action.squeeze(1)));
    }

    torch::Tensor R;
    {
      torch::NoGradGuard no_grad;
      auto x = torch::relu(net->enc(env.observe()));
      R = net->critic(net->gru(x, hidden)).squeeze(1);
    }

    torch::Tensor policy_loss = torch::zeros({N});
    torch::Tensor value_loss = torch::zeros({N});
    for (int t = n_steps - 1; t >= 0; --t) {
      R = rewards[t] + gamma * R;
      auto adv = R - values[t];
      value_loss = value_loss + adv.pow(2);
      policy_loss = policy_loss - log_probs[t] * adv.detach() - 0.01 * entropies[t];
    }
    auto loss = (policy_loss + 0.5 * value_loss).mean() / double(n_steps);

    opt.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(net->parameters(), 0.5);
    opt.step();

    avg = 0.99 * avg + 0.01 * torch::stack(rewards).mean().item<double>();
    hidden = hidden.detach();
    values.clear();
    log_probs.clear();
    rewards.clear();
    entropies.clear();

    if (update % 200 == 0) std::cout << "update " << update << " reward " << avg << " loss " << loss.item<double>() << "\n";
  }
}
