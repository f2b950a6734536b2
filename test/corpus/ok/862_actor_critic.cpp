#include <torch/torch.h>
#include <iostream>
#include <vector>

using torch::Tensor;

struct Rollout {
  std::vector<Tensor> logp, value, entropy;
  std::vector<float> reward;
  void add(Tensor lp, Tensor v, Tensor h, float r) {
    logp.push_back(lp);
    value.push_back(v);
    entropy.push_back(h);
    reward.push_back(r);
  }
  std::size_t size() const { return reward.size(); }
  void clear() {
    logp.clear();
    value.clear();
    entropy.clear();
    reward.clear();
  }
};

struct NetImpl : torch::nn::Module {
  NetImpl() : body(3, 64), pi(64, 3), v(64, 1) {
    register_module("body", body);
    register_module("pi", pi);
    register_module("v", v);
  }
  std::pair<Tensor, Tensor> forward(const Tensor& x) {
    auto h = torch::tanh(body(x));
    return {torch::log_softmax(pi(h), -1), v(h).squeeze(-1)};
  }
  torch::nn::Linear body, pi, v;
};
TORCH_MODULE(Net);

struct Pendulum {
  double th = 0.5, om = 0;
  Tensor obs() const { return torch::tensor({float(std::cos(th)), float(std::sin(th)), float(om)}); }
  float step(int64_t a) {
    om += 0.05 * (std::sin(th) * 9.8 + 2.0 * double(a - 1));
    th += 0.05 * om;
    return float(std::cos(th) - 0.01 * om * om);
  }
};

class A2C {
 public:
  A2C() : opt(net->parameters(), 7e-4) {}
  void interact(Pendulum& env) {
    auto [lp, v] = net->forward(env.obs());
    auto a = torch::multinomial(lp.exp(), 1).item<int64_t>();
    float r = env.step(a);
    buf.add(lp[a], v, -(lp.exp() * lp).sum(), r);
    if (buf.size() == 32) learn(env);
  }
  double last() const { return last_loss; }

 private:
  void learn(const Pendulum& env) {
    float ret = 0;
    {
      torch::NoGradGuard ng;
      ret = net->forward(env.obs()).second.item<float>();
    }
    std::vector<float> g(buf.size());
    for (int i = int(buf.size()) - 1; i >= 0; --i) g[i] = ret = buf.reward[i] + 0.98f * ret;
    auto target = torch::tensor(g);
    auto vals = torch::stack(buf.value);
    auto adv = (target - vals).detach();
    auto loss = -(torch::stack(buf.logp) * adv).mean() + 0.5 * torch::mse_loss(vals, target) -
                0.01 * torch::stack(buf.entropy).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
    last_loss = loss.item<double>();
    buf.clear();
  }
  Net net;
  torch::optim::RMSprop opt;
  Rollout buf;
  double last_loss = 0;
};

int main() {
  A2C agent;
  Pendulum env;
  for (long t = 0;; ++t) {
    agent.interact(env);
    if (t % 500 == 0) env = Pendulum{};
    if (t % 10000 == 0) std::cout << t << " loss " << agent.last() << "\n";
  }
}
