// dqn.py port: uniform replay, slowly tracking target network
#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <random>
#include <vector>

struct QNetImpl : torch::nn::Module {
  torch::nn::Sequential body;
  QNetImpl(int64_t obs_dim, int64_t n_actions)
      : body(torch::nn::Linear(obs_dim, 256), torch::nn::ReLU(),
             torch::nn::Linear(256, 256), torch::nn::ReLU(),
             torch::nn::Linear(256, n_actions)) {
    register_module("body", body);
  }
  torch::Tensor forward(const torch::Tensor& s) { return body->forward(s); }
};
TORCH_MODULE(QNet);

struct Transition {
  torch::Tensor s, s2;
  int64_t a;
  float r;
};

void hard_copy(QNet& dst, QNet& src) {
  torch::NoGradGuard g;
  auto d = dst->parameters(), s = src->parameters();
  for (size_t i = 0; i < d.size(); ++i) d[i].copy_(s[i]);
}

void track(QNet& target, QNet& online, double tau) {
  auto tp = target->parameters();
  auto op = online->parameters();
  for (size_t i = 0; i < tp.size(); ++i) {
    tp[i].mul_(1.0 - tau).add_(op[i], tau);  // WARN: inplace-history
  }
}

int main() {
  const int64_t obs_dim = 6, n_actions = 3, batch = 64;
  const size_t capacity = 20000;
  const double gamma = 0.98, tau = 0.005;

  QNet online(obs_dim, n_actions), target(obs_dim, n_actions);
  hard_copy(target, online);
  for (auto& p : target->parameters()) p.set_requires_grad(false);

  torch::optim::Adam optimizer(online->parameters(), torch::optim::AdamOptions(1e-3));
  std::vector<Transition> replay;
  replay.reserve(capacity);
  size_t head = 0;
  std::mt19937 rng(0);
  std::uniform_real_distribution<double> unif(0.0, 1.0);

  auto s = torch::randn({obs_dim});
  double reward_avg = 0, eps = 1.0;

  for (int64_t step = 0; step < 5000000; ++step) {
    int64_t a;
    if (unif(rng) < eps) {
      a = static_cast<int64_t>(rng() % n_actions);
    } else {
      torch::NoGradGuard no_grad;
      a = online->forward(s.unsqueeze(0)).argmax(1).item<int64_t>();
    }
    eps = std::max(0.05, eps * 0.9999);

    auto s2 = 0.9 * s + 0.1 * torch::randn({obs_dim});
    s2[a] = s2[a] * 0.5;
    const float r = -s2.abs().mean().item<float>();
    reward_avg = 0.999 * reward_avg + 0.001 * r;

    Transition tr{s, s2, a, r};
    if (replay.size() < capacity) {
      replay.push_back(tr);
    } else {
      replay[head] = tr;
      head = (head + 1) % capacity;
    }
    s = unif(rng) < 0.01 ? torch::randn({obs_dim}) : s2;

    if (replay.size() < 1000 || step % 2 != 0) continue;

    std::vector<torch::Tensor> bs, bs2;
    std::vector<int64_t> ba;
    std::vector<float> br;
    for (int64_t k = 0; k < batch; ++k) {
      const auto& t = replay[rng() % replay.size()];
      bs.push_back(t.s);
      bs2.push_back(t.s2);
      ba.push_back(t.a);
      br.push_back(t.r);
    }
    auto S = torch::stack(bs), S2 = torch::stack(bs2);
    auto A = torch::tensor(ba).unsqueeze(1);
    auto R = torch::tensor(br);

    torch::Tensor y;
    {
      torch::NoGradGuard no_grad;
      y = R + gamma * std::get<0>(target->forward(S2).max(1));
    }
    auto q = online->forward(S).gather(1, A).squeeze(1);
    auto loss = torch::smooth_l1_loss(q, y);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    track(target, online, tau);

    if (step % 5000 == 0)
      std::cout << "step " << step << " reward " << reward_avg << " loss " << loss.item<float>() << "\n";
  }
  return 0;
}
