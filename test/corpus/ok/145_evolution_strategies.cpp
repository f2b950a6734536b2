#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <vector>

using Genome = std::vector<torch::Tensor>;

struct Individual {
  Genome genome;
  double fitness = -1e9;
};

Genome snapshot(torch::nn::Sequential& net) {
  Genome g;
  for (auto& p : net->parameters()) g.push_back(p.clone());
  return g;
}

void install(torch::nn::Sequential& net, const Genome& g) {
  auto ps = net->parameters();
  for (size_t i = 0; i < ps.size(); ++i) ps[i].copy_(g[i]);
}

Genome mutate(const Genome& g, double sigma) {
  Genome out;
  out.reserve(g.size());
  for (auto& t : g) out.push_back(t + sigma * torch::randn_like(t));
  return out;
}

double rollout(torch::nn::Sequential& net) {
  double total = 0;
  auto s = torch::randn({4});
  for (int i = 0; i < 100; ++i) {
    auto a = net->forward(s).argmax().item<int64_t>();
    total += a;
    s = torch::randn({4});
  }
  return total;
}

int main() {
  torch::NoGradGuard no_grad;
  torch::nn::Sequential net(torch::nn::Linear(4, 16), torch::nn::Tanh(), torch::nn::Linear(16, 2));
  std::vector<Individual> pop(32);
  auto base = snapshot(net);
  for (auto& p : pop) p.genome = mutate(base, 0.5);
  std::vector<Genome> hallOfFame;
  for (int gen = 0; gen < 200; ++gen) {
    for (auto& p : pop) {
      install(net, p.genome);
      p.fitness = rollout(net);
    }
    std::sort(pop.begin(), pop.end(), [](auto& a, auto& b) { return a.fitness > b.fitness; });
    hallOfFame.push_back(pop.front().genome);
    for (size_t i = 8; i < pop.size(); ++i) pop[i].genome = mutate(pop[i % 8].genome, 0.1);
    std::cout << gen << ' ' << pop[0].fitness << '\n';
  }
}
