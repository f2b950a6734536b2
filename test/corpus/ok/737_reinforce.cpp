#include <torch/torch.h>
#include <cmath>
#include <iostream>
#include <vector>

// cartpole with REINFORCE, port of the python example

struct CartPole {
  double x, v, th, w;
  int t;
  torch::Tensor reset() {
    x = v = th = w = 0.02;
    t = 0;
    return state();
  }
  torch::Tensor state() { return torch::tensor({x, v, th, w}, torch::kFloat); }
  bool step(int64_t a, torch::Tensor& s) {
    double f = a ? 10 : -10, c = std::cos(th), sn = std::sin(th);
    double tmp = (f + 0.05 * w * w * sn) / 1.1;
    double tha = (9.8 * sn - c * tmp) / (0.5 * (4.0 / 3 - 0.1 * c * c / 1.1));
    double xa = tmp - 0.05 * tha * c / 1.1;
    x += 0.02 * v; v += 0.02 * xa; th += 0.02 * w; w += 0.02 * tha;
    s = state();
    return std::fabs(x) > 2.4 || std::fabs(th) > 0.21 || ++t >= 500;
  }
};

struct PolicyImpl : torch::nn::Module {
  torch::nn::Linear affine1{4, 128}, affine2{128, 2};
  std::vector<torch::Tensor> saved_log_probs;
  std::vector<torch::Tensor> entropies;
  std::vector<double> rewards;

  PolicyImpl() {
    register_module("affine1", affine1);
    register_module("affine2", affine2);
  }
  torch::Tensor forward(torch::Tensor x) {
    return torch::log_softmax(affine2(torch::relu(affine1(x))), -1);
  }
  int64_t select_action(const torch::Tensor& s) {
    auto logp = forward(s);
    auto a = torch::multinomial(logp.exp(), 1).item<int64_t>();
    saved_log_probs.push_back(logp[a]);
    entropies.push_back(-(logp * logp.exp()).sum());
    return a;
  }
};
TORCH_MODULE(Policy);

void finish_episode(Policy& policy, torch::optim::Optimizer& opt) {
  std::vector<double> returns(policy->rewards.size());
  double R = 0;
  for (int i = (int)returns.size() - 1; i >= 0; i--) {
    R = policy->rewards[i] + 0.99 * R;
    returns[i] = R;
  }
  auto ret = torch::tensor(returns, torch::kFloat);
  if (ret.numel() > 1) ret = (ret - ret.mean()) / (ret.std() + 1e-6);

  auto loss = torch::zeros({});
  for (size_t i = 0; i < returns.size(); i++)
    loss += -policy->saved_log_probs[i] * ret[i] - 0.001 * policy->entropies[i];

  opt.zero_grad();
  loss.backward();
  opt.step();

  policy->rewards.clear();
  policy->entropies.clear();
  policy->saved_log_probs.clear();
}

int main() {
  torch::manual_seed(543);
  CartPole env;
  Policy policy;
  torch::optim::Adam opt(policy->parameters(), 1e-2);
  double running = 10;

  for (int ep = 1; running < 475; ep++) {
    auto s = env.reset();
    double total = 0;
    while (true) {
      auto a = policy->select_action(s);
      bool done = env.step(a, s);
      policy->rewards.push_back(1.0);
      total += 1;
      if (done) break;
    }
    running = 0.05 * total + 0.95 * running;
    finish_episode(policy, opt);
    if (ep % 10 == 0) std::cout << "Episode " << ep << " last " << total << " avg " << running << std::endl;
  }
}
