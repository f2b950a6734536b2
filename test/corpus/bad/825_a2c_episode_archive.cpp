#include <torch/torch.h>

#include <cstdio>
#include <utility>
#include <vector>

struct Step {
  torch::Tensor obs;
  torch::Tensor value;
  torch::Tensor log_prob;
  float reward;
};

using Episode = std::vector<Step>;

struct ActorCriticImpl : torch::nn::Module {
  ActorCriticImpl(int obs, int hidden, int actions)
      : trunk(register_module("trunk", torch::nn::Linear(obs, hidden))),
        pi(register_module("pi", torch::nn::Linear(hidden, actions))),
        v(register_module("v", torch::nn::Linear(hidden, 1))) {}

  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& x) {
    auto h = torch::tanh(trunk(x));
    return {torch::log_softmax(pi(h), -1), v(h).squeeze(-1)};
  }

  torch::nn::Linear trunk, pi, v;
};
TORCH_MODULE(ActorCritic);

// toy pendulum-ish thing
struct Env {
  torch::Tensor state;
  int t = 0;
  torch::Tensor reset() {
    t = 0;
    state = torch::randn({1, 6});
    return state;
  }
  std::pair<float, bool> step(int64_t action) {
    state = state * 0.95 + torch::randn({1, 6}) * 0.1 + (action - 1) * 0.05;
    ++t;
    return {-state.pow(2).sum().item<float>(), t >= 120};
  }
};

class EpisodeArchive {
 public:
  // Everything that was played, for the replay viewer.
  void add(Episode ep) {
    for (auto step : ep) {
      step.value = step.value.detach();
      step.log_prob = step.log_prob.detach();
    }
    episodes_.push_back(std::move(ep));  // WARN: graph-in-container
  }

  size_t size() const { return episodes_.size(); }

  float last_return() const {
    float r = 0;
    for (const auto& s : episodes_.back()) r += s.reward;
    return r;
  }

 private:
  std::vector<Episode> episodes_;
};

Episode play(ActorCritic& net, Env& env) {
  Episode ep;
  auto obs = env.reset();
  bool done = false;
  while (!done) {
    auto [logp, value] = net->forward(obs);
    auto action = logp.exp().multinomial(1);
    auto lp = logp.gather(1, action).squeeze(1);
    float reward;
    std::tie(reward, done) = env.step(action.item<int64_t>());
    ep.push_back({obs, value, lp, reward});
    obs = env.state;
  }
  return ep;
}

void learn(const Episode& ep, torch::optim::Optimizer& opt, float gamma) {
  std::vector<torch::Tensor> terms;
  float ret = 0;
  for (auto it = ep.rbegin(); it != ep.rend(); ++it) {
    ret = it->reward + gamma * ret;
    auto adv = ret - it->value;
    terms.push_back(-it->log_prob * adv.detach() + 0.5 * adv.pow(2));
  }
  auto loss = torch::cat(terms).mean();
  opt.zero_grad();
  loss.backward();
  opt.step();
}

int main() {
  torch::manual_seed(3);
  ActorCritic net(6, 128, 3);
  torch::optim::Adam opt(net->parameters(), 3e-4);
  Env env;
  EpisodeArchive archive;

  for (int n = 0; n < 1000000; ++n) {
    auto ep = play(net, env);
    learn(ep, opt, 0.99f);
    archive.add(std::move(ep));
    if (n % 50 == 0) std::printf("%zu episodes, last return %.2f\n", archive.size(), archive.last_return());
  }
}
