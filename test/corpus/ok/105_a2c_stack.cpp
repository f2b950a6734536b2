#include <torch/torch.h>
#include <iostream>
#include <vector>

using torch::Tensor;

struct PolicyImpl : torch::nn::Module {
  PolicyImpl(int n_obs, int n_act)
      : trunk(n_obs, 128), actor(128, n_act), critic(128, 1) {
    register_module("trunk", trunk);
    register_module("actor", actor);
    register_module("critic", critic);
  }
  std::tuple<Tensor, Tensor> forward(Tensor x) {
    x = torch::relu(trunk(x));
    return std::make_tuple(torch::log_softmax(actor(x), -1), critic(x));
  }
  torch::nn::Linear trunk, actor, critic;
};
TORCH_MODULE(Policy);

struct CartPoleLike {
  Tensor reset() { steps = 0; return torch::randn({4}); }
  std::tuple<Tensor, float, bool> step(int64_t a) { return {torch::randn({4}), a ? 1.f : .5f, ++steps > 100}; }
  int steps = 0;
};

int main() {
  Policy policy(4, 2);
  torch::optim::RMSprop optimizer(policy->parameters(), 7e-4);
  CartPoleLike env;
  float running = 0.f;

  for (int episode = 0; episode < 3000; ++episode) {
    std::vector<Tensor> logProbs, values, entropies;
    std::vector<float> rewards;
    Tensor obs = env.reset();
    bool done = false;
    while (!done) {
      auto [logp, value] = policy->forward(obs);
      auto a = logp.exp().multinomial(1);
      logProbs.push_back(logp.gather(0, a));
      values.push_back(value);
      entropies.push_back(-(logp * logp.exp()).sum());
      float r;
      std::tie(obs, r, done) = env.step(a.item<int64_t>());
      rewards.push_back(r);
    }
    float R = 0.f;
    std::vector<float> returns(rewards.size());
    for (int i = (int)rewards.size() - 1; i >= 0; --i) returns[i] = R = rewards[i] + 0.99f * R;
    auto ret = torch::tensor(returns);
    auto val = torch::cat(values);
    auto adv = ret - val.detach();
    auto loss = -(torch::cat(logProbs) * adv).mean() + 0.5 * torch::mse_loss(val, ret) - 0.01 * torch::stack(entropies).mean();
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    running = 0.99f * running + 0.01f * R;
    if (episode % 100 == 0) std::cout << episode << ' ' << running << '\n';
  }
}
