#include <torch/torch.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <vector>

// Policy gradient on a toy two-well control task, several difficulty levels.

struct Decision {
  int64_t action = 0;
  torch::Tensor log_prob;
  torch::Tensor entropy;
};

struct EpisodeSummary {
  int64_t number = 0;
  double ret = 0.0;
  torch::Tensor mean_entropy;
};

class PolicyImpl : public torch::nn::Module {
 public:
  PolicyImpl(int64_t obs, int64_t actions)
      : trunk_(register_module("trunk", torch::nn::Linear(obs, 64))),
        head_(register_module("head", torch::nn::Linear(64, actions))) {}

  torch::Tensor forward(const torch::Tensor& x) { return head_(torch::tanh(trunk_(x))); }

 private:
  torch::nn::Linear trunk_;
  torch::nn::Linear head_;
};
TORCH_MODULE(Policy);

class Wells {
 public:
  explicit Wells(double slope) : slope_(slope) {}
  torch::Tensor reset() {
    pos_ = torch::randn({1, 4});
    return pos_;
  }
  std::pair<torch::Tensor, double> step(int64_t action) {
    pos_ = pos_ * slope_ + (action == 0 ? 0.1 : -0.1) + 0.01 * torch::randn({1, 4});
    return {pos_, -pos_.abs().mean().item<double>()};
  }

 private:
  double slope_;
  torch::Tensor pos_;
};

class RunJournal {
 public:
  void close_episode(const std::string& level, EpisodeSummary&& summary) {
    auto& rows = chapters_[level];
    rows.emplace_back(std::move(summary));  // WARN: graph-in-container
  }
  void print(const std::string& level) const {
    auto it = chapters_.find(level);
    if (it == chapters_.end() || it->second.empty()) return;
    const auto& last = it->second.back();
    std::cout << level << " #" << last.number << " return " << last.ret << " entropy "
              << last.mean_entropy.item<double>() << " (" << it->second.size() << " rows)\n";
  }

 private:
  std::map<std::string, std::vector<EpisodeSummary>> chapters_;
};

Decision decide(Policy& policy, const torch::Tensor& obs) {
  auto logp = torch::log_softmax(policy(obs), -1);
  auto pick = logp.exp().multinomial(1);
  Decision d;
  d.action = pick.item<int64_t>();
  d.log_prob = logp.gather(1, pick).squeeze();
  d.entropy = -(logp.exp() * logp).sum();
  return d;
}

EpisodeSummary play(Policy& policy, Wells& env, torch::optim::Optimizer& opt, int64_t number) {
  std::vector<Decision> path;
  std::vector<double> rewards;
  auto obs = env.reset();
  for (int t = 0; t < 40; ++t) {
    path.push_back(decide(policy, obs));
    auto [next, r] = env.step(path.back().action);
    rewards.push_back(r);
    obs = next;
  }

  double ret = 0.0;
  std::vector<torch::Tensor> terms, entropies;
  for (int64_t t = static_cast<int64_t>(path.size()) - 1; t >= 0; --t) {
    ret = rewards[t] + 0.98 * ret;
    terms.push_back(-path[t].log_prob * ret);
    entropies.push_back(path[t].entropy);
  }
  auto spread = torch::stack(entropies).mean();
  auto loss = torch::stack(terms).sum() - 0.01 * spread;
  opt.zero_grad();
  loss.backward();
  opt.step();
  return EpisodeSummary{number, ret, spread.to(torch::kCPU).clone()};
}

int main(int argc, char** argv) {
  const int64_t episodes = argc > 1 ? std::atoll(argv[1]) : 2000;
  torch::manual_seed(7);
  Policy policy(4, 2);
  torch::optim::Adam opt(policy->parameters(), torch::optim::AdamOptions(3e-3));
  RunJournal journal;
  std::map<std::string, double> levels{{"easy", 0.9}, {"medium", 1.0}, {"hard", 1.05}};

  for (int64_t e = 0; e < episodes; ++e) {
    for (auto& [name, slope] : levels) {
      Wells env(slope);
      journal.close_episode(name, play(policy, env, opt, e));
      if (e % 100 == 0) journal.print(name);
    }
  }
  torch::save(policy, "policy.pt");
  return 0;
}
