#include <torch/torch.h>
#include <iostream>
#include <optional>
#include <vector>

// cart on a line, keep it near zero
struct Cart {
  float x = 0.3f, v = 0.f;
  int t = 0;
  torch::Tensor obs() const { return torch::tensor({x, v}); }
  float step(int a) {
    v += (a == 1 ? 0.05f : -0.05f);
    x += v;
    ++t;
    return 1.f - std::abs(x);
  }
  bool done() const { return std::abs(x) > 2.f || t >= 200; }
};

struct EpisodeReport {
  int id = 0;
  float ret = 0;
  torch::Tensor entropy;
};

class Agent {
 public:
  Agent()
      : pi(torch::nn::Linear(2, 64), torch::nn::Tanh(), torch::nn::Linear(64, 2)),
        opt(pi->parameters(), 1e-3) {}

  int act(const torch::Tensor& obs) {
    auto logp = torch::log_softmax(pi->forward(obs), -1);
    int64_t a = torch::multinomial(logp.exp().detach(), 1).item<int64_t>();
    logps.push_back(logp[a]);
    ents.push_back(-(logp.exp() * logp).sum());
    return int(a);
  }

  void finish(int id, const std::vector<float>& rewards) {
    std::vector<float> g(rewards.size());
    float acc = 0;
    for (int i = int(rewards.size()) - 1; i >= 0; --i) g[i] = acc = rewards[i] + 0.99f * acc;
    auto returns = torch::tensor(g);
    returns = (returns - returns.mean()) / (returns.std() + 1e-6);
    auto ent = torch::stack(ents).mean();
    auto loss = -(torch::stack(logps) * returns).sum() - 0.01 * ent;
    opt.zero_grad();
    loss.backward();
    opt.step();
    logps.clear();
    ents.clear();
    EpisodeReport r;
    r.id = id;
    r.ret = g.empty() ? 0.f : g[0];
    r.entropy = ent;
    reports_.push_back(r);  // WARN: graph-in-container
  }
  const EpisodeReport& latest() const { return reports_.back(); }

 private:
  torch::nn::Sequential pi;
  torch::optim::Adam opt;
  std::vector<torch::Tensor> logps, ents;
  std::vector<EpisodeReport> reports_;
};

int main() {
  Agent agent;
  for (int ep = 0; ep < 1000000; ++ep) {
    Cart env;
    std::vector<float> rewards;
    while (!env.done()) rewards.push_back(env.step(agent.act(env.obs())));
    agent.finish(ep, rewards);
    if (ep % 100 == 0) {
      const auto& r = agent.latest();
      std::cout << r.id << " return " << r.ret << " H " << r.entropy.item<float>() << "\n";
    }
  }
}
