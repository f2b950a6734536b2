// port of the classic actor-critic example, globals and all
#include <torch/torch.h>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

struct ACImpl : torch::nn::Module {
  torch::nn::Linear body{nullptr}, pi{nullptr}, v{nullptr};
  ACImpl() {
    body = register_module("body", torch::nn::Linear(3, 128));
    pi = register_module("pi", torch::nn::Linear(128, 3));
    v = register_module("v", torch::nn::Linear(128, 1));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    x = torch::relu(body(x));
    return {torch::log_softmax(pi(x), -1), v(x).squeeze(-1)};
  }
};
TORCH_MODULE(AC);

struct Saved {
  torch::Tensor logp, value, entropy;
};

std::vector<Saved> g_saved;
std::vector<double> g_rewards;
double g_running = 0;
torch::Tensor g_last_obs;

// swing-up pendulum with three torques
float ang, vel;
torch::Tensor env_obs() { return torch::tensor({std::cos(ang), std::sin(ang), vel / 8.f}); }
torch::Tensor env_reset() {
  ang = 3.14159f * (2.f * std::rand() / RAND_MAX - 1.f);
  vel = 2.f * std::rand() / RAND_MAX - 1.f;
  return env_obs();
}
double env_step(int64_t a) {
  float u = 2.f * (a - 1);
  vel += 0.05f * (15.f * std::sin(ang) + 3.f * u);
  vel = std::fmax(-8.f, std::fmin(8.f, vel));
  ang += 0.05f * vel;
  ang = std::remainder(ang, 6.28318f);
  return -(ang * ang + 0.1 * vel * vel + 0.001 * u * u) / 10.0;
}

int64_t select_action(AC& model, const torch::Tensor& obs) {
  auto out = model->forward(obs);
  auto& lp = out.first;
  auto a = lp.detach().exp().multinomial(1).item<int64_t>();
  auto ent = -(lp.exp() * lp).sum();
  g_saved.push_back({lp[a], out.second, ent});
  return a;
}

double finish_episode(torch::optim::Optimizer& opt) {
  double R = 0;
  std::vector<double> returns(g_rewards.size());
  for (size_t i = g_rewards.size(); i-- > 0;) returns[i] = R = g_rewards[i] + 0.97 * R;

  std::vector<torch::Tensor> policy_losses, value_losses;
  torch::Tensor ent = torch::zeros({});
  for (size_t i = 0; i < g_saved.size(); ++i) {
    auto& s = g_saved[i];
    double adv = returns[i] - s.value.item<double>();
    policy_losses.push_back(-s.logp * adv);
    value_losses.push_back(torch::smooth_l1_loss(s.value, torch::tensor(returns[i], torch::kFloat)));
    ent = ent + s.entropy;
  }
  opt.zero_grad();
  auto loss = torch::stack(policy_losses).sum() + torch::stack(value_losses).sum() - 0.01 * ent;
  loss.backward();
  opt.step();

  g_saved.clear();
  g_rewards.clear();
  return loss.item<double>();
}

int main(int argc, char** argv) {
  int episodes = argc > 1 ? std::atoi(argv[1]) : 3000;
  std::srand(543);
  torch::manual_seed(543);
  AC model;
  torch::optim::Adam opt(model->parameters(), torch::optim::AdamOptions(3e-3));

  for (int ep = 1; ep <= episodes; ++ep) {
    g_last_obs = env_reset();
    double total = 0;
    for (int t = 0; t < 200; ++t) {
      auto a = select_action(model, g_last_obs);
      double r = env_step(a);
      g_rewards.push_back(r);
      total += r;
      g_last_obs = env_obs();
    }
    g_running = ep == 1 ? total : 0.05 * total + 0.95 * g_running;
    double l = finish_episode(opt);
    if (ep % 10 == 0) std::printf("Episode %d\tlast %.2f\tavg %.2f\tloss %.3f\n", ep, total, g_running, l);
  }
  torch::save(model, "actor_critic.pt");
  return 0;
}
