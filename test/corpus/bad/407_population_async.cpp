#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <future>
#include <iostream>
#include <memory>
#include <vector>

// Evolution strategy: a population of small value networks is scored in parallel each generation.

struct Member {
  std::shared_ptr<torch::nn::SequentialImpl> net;
  double fitness = 0.0;
};

struct Scorecard {
  int generation;
  size_t slot;
  torch::Tensor profile;  // per-state estimates
};

std::shared_ptr<torch::nn::SequentialImpl> spawn() {
  return std::make_shared<torch::nn::SequentialImpl>(torch::nn::Linear(24, 64), torch::nn::ELU(),
                                                     torch::nn::Linear(64, 64), torch::nn::ELU(),
                                                     torch::nn::Linear(64, 1));
}

torch::Tensor walk(const std::shared_ptr<torch::nn::SequentialImpl>& net, uint64_t seed) {
  auto gen = at::detail::createCPUGenerator(seed);
  auto state = torch::randn({16, 24}, gen);
  std::vector<torch::Tensor> estimates;
  for (int t = 0; t < 25; ++t) {
    estimates.push_back(net->forward(state).squeeze(1));
    state = 0.9 * state + 0.1 * torch::randn({16, 24}, gen);
  }
  return torch::stack(estimates).mean(0);
}

class Evolution {
 public:
  Evolution(size_t size, double sigma) : sigma_(sigma) {
    for (size_t i = 0; i < size; ++i) pool_.push_back({spawn(), 0.0});
  }

  void assess(int generation) {
    torch::NoGradGuard quiet;
    std::vector<std::future<torch::Tensor>> jobs;
    jobs.reserve(pool_.size());
    for (size_t i = 0; i < pool_.size(); ++i) {
      auto net = pool_[i].net;
      const uint64_t seed = 1000ull * generation + i;
      jobs.emplace_back(std::async(std::launch::async, [net, seed] { return walk(net, seed); }));
    }
    for (size_t i = 0; i < jobs.size(); ++i) {
      auto profile = jobs[i].get();
      pool_[i].fitness = -profile.var().item<double>();
      cards_.push_back({generation, i, profile});  // WARN: ineffective-guard
    }
  }

  void breed() {
    std::sort(pool_.begin(), pool_.end(), [](const Member& a, const Member& b) { return a.fitness > b.fitness; });
    torch::NoGradGuard quiet;
    const size_t half = pool_.size() / 2;
    for (size_t i = half; i < pool_.size(); ++i) {
      auto parent = pool_[i - half].net->parameters();
      auto child = pool_[i].net->parameters();
      for (size_t k = 0; k < child.size(); ++k) {
        child[k].copy_(parent[k]);
        child[k].add_(torch::randn_like(child[k]), sigma_);
      }
    }
  }

  double best() const { return pool_.front().fitness; }

  double novelty(size_t window) const {
    if (cards_.size() < window) return 0.0;
    double sum = 0.0;
    const auto& ref = cards_.back().profile;
    for (size_t i = cards_.size() - window; i < cards_.size(); ++i)
      sum += std::abs((cards_[i].profile - ref).mean().item<double>());
    return sum / static_cast<double>(window);
  }

 private:
  double sigma_;
  std::vector<Member> pool_;
  std::vector<Scorecard> cards_;
};

int main(int argc, char** argv) {
  const int generations = argc > 1 ? std::atoi(argv[1]) : 5000;
  Evolution evo(16, 0.02);
  for (int g = 0; g < generations; ++g) {
    evo.assess(g);
    evo.breed();
    if (g % 20 == 0) std::cout << "gen " << g << " best " << evo.best() << " novelty " << evo.novelty(64) << "\n";
  }
  return 0;
}
