#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>

// DDPG for a torque controlled pendulum.

template <typename Derived>
class Tracked : public torch::nn::Module {
 public:
  void follow(const Tracked& leader, double rate) {
    auto mine = parameters();
    auto theirs = leader.parameters();
    for (size_t i = 0; i < mine.size(); ++i) {
      mine[i].lerp_(theirs[i], rate);  // WARN: inplace-history
    }
  }
  void make_shadow_of(const Tracked& leader) {
    torch::NoGradGuard ng;
    auto mine = parameters();
    auto theirs = leader.parameters();
    for (size_t i = 0; i < mine.size(); ++i) {
      mine[i].copy_(theirs[i]);
      mine[i].set_requires_grad(false);
    }
  }
};

struct ActorImpl : Tracked<ActorImpl> {
  ActorImpl() {
    l1 = register_module("l1", torch::nn::Linear(3, 128));
    l2 = register_module("l2", torch::nn::Linear(128, 1));
  }
  torch::Tensor forward(const torch::Tensor& s) { return 2.0 * torch::tanh(l2(torch::relu(l1(s)))); }
  torch::nn::Linear l1{nullptr}, l2{nullptr};
};
TORCH_MODULE(Actor);

struct CriticImpl : Tracked<CriticImpl> {
  CriticImpl() {
    l1 = register_module("l1", torch::nn::Linear(4, 128));
    l2 = register_module("l2", torch::nn::Linear(128, 1));
  }
  torch::Tensor forward(const torch::Tensor& s, const torch::Tensor& a) {
    return l2(torch::relu(l1(torch::cat({s, a}, 1))));
  }
  torch::nn::Linear l1{nullptr}, l2{nullptr};
};
TORCH_MODULE(Critic);

class Ring {
 public:
  explicit Ring(int64_t cap) : cap_(cap), rows_(torch::zeros({cap, 8})) {}
  void put(const std::array<float, 8>& row) {
    rows_[head_ % cap_] = torch::tensor(at::ArrayRef<float>(row.data(), row.size()));
    ++head_;
  }
  torch::Tensor pick(int64_t n) const {
    return rows_.index_select(0, torch::randint(std::min(head_, cap_), {n}, torch::kLong));
  }
  int64_t size() const { return std::min(head_, cap_); }

 private:
  int64_t cap_, head_ = 0;
  torch::Tensor rows_;
};

struct Pendulum {
  float th = 3.1f, om = 0.f;
  std::array<float, 3> obs() const { return {std::cos(th), std::sin(th), om}; }
  float step(float u) {
    const float cost = th * th + 0.1f * om * om + 0.001f * u * u;
    om += (15.f * std::sin(th) + 3.f * u) * 0.05f;
    om = std::max(-8.f, std::min(8.f, om));
    th = std::remainder(th + om * 0.05f, 6.2831853f);
    return -cost;
  }
};

int main(int argc, char** argv) {
  const int64_t total = argc > 1 ? std::stoll(argv[1]) : 500000;
  Actor actor, slow_actor;
  Critic critic, slow_critic;
  slow_actor->make_shadow_of(*actor);
  slow_critic->make_shadow_of(*critic);
  torch::optim::Adam a_opt(actor->parameters(), torch::optim::AdamOptions(1e-4));
  torch::optim::Adam c_opt(critic->parameters(), torch::optim::AdamOptions(1e-3));
  Ring ring(50000);
  Pendulum env;
  double reward_avg = 0;

  for (int64_t t = 0; t < total; ++t) {
    auto o = env.obs();
    float u = actor(torch::tensor({o[0], o[1], o[2]}).unsqueeze(0)).item<float>() + 0.1f * torch::randn({}).item<float>();
    float r = env.step(u);
    auto n = env.obs();
    ring.put({o[0], o[1], o[2], u, r, n[0], n[1], n[2]});
    reward_avg += 0.001 * (r - reward_avg);
    if (ring.size() < 1000) continue;

    auto b = ring.pick(64);
    auto s = b.slice(1, 0, 3), a = b.slice(1, 3, 4), rew = b.slice(1, 4, 5), s2 = b.slice(1, 5, 8);
    torch::Tensor y;
    {
      torch::NoGradGuard ng;
      y = rew + 0.99 * slow_critic(s2, slow_actor(s2));
    }
    c_opt.zero_grad();
    torch::mse_loss(critic(s, a), y).backward();
    c_opt.step();
    a_opt.zero_grad();
    (-critic(s, actor(s)).mean()).backward();
    a_opt.step();
    slow_actor->follow(*actor, 0.005);
    slow_critic->follow(*critic, 0.005);
    if (t % 5000 == 0) std::cout << t << " reward " << reward_avg << std::endl;
  }
  torch::save(actor, "actor.pt");
}
