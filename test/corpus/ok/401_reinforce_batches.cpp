#include <torch/torch.h>

#include <cstdlib>
#include <deque>
#include <iostream>
#include <map>
#include <string>
#include <vector>

// REINFORCE with an entropy bonus; several episodes make up one update.

struct Move {
  torch::Tensor log_prob;
  torch::Tensor entropy;
  double reward = 0.0;
};

struct Row {
  int64_t update;
  double ret;
  torch::Tensor spread;
};

class RolloutStore {
 public:
  void begin_episode() { episodes_.emplace_back(); }
  void add(Move m) { episodes_.back().push_back(std::move(m)); }
  bool full() const { return episodes_.size() >= 8; }

  torch::Tensor objective(double gamma, double beta) const {
    std::vector<torch::Tensor> parts;
    for (const auto& ep : episodes_) {
      double ret = 0.0;
      for (auto it = ep.rbegin(); it != ep.rend(); ++it) {
        ret = it->reward + gamma * ret;
        parts.push_back(-(it->log_prob * ret) - beta * it->entropy);
      }
    }
    return torch::stack(parts).mean();
  }

  torch::Tensor spread() const {
    torch::Tensor sum = torch::zeros({});
    int64_t n = 0;
    for (const auto& ep : episodes_) {
      for (const auto& m : ep) {
        sum = sum + m.entropy;
        ++n;
      }
    }
    return sum / static_cast<double>(n > 0 ? n : 1);
  }

  double mean_return() const {
    double sum = 0.0;
    for (const auto& ep : episodes_)
      for (const auto& m : ep) sum += m.reward;
    return episodes_.empty() ? 0.0 : sum / static_cast<double>(episodes_.size());
  }

  void drain() { episodes_.clear(); }

 private:
  std::deque<std::vector<Move>> episodes_;
};

struct ActorNetImpl : torch::nn::Module {
  ActorNetImpl(int64_t in, int64_t out) {
    net = register_module("net", torch::nn::Sequential(torch::nn::Linear(in, 64), torch::nn::Tanh(),
                                                       torch::nn::Linear(64, out)));
  }
  torch::Tensor forward(torch::Tensor x) { return net->forward(x); }
  torch::nn::Sequential net{nullptr};
};
TORCH_MODULE(ActorNet);

void run_episode(ActorNet& actor, RolloutStore& store) {
  store.begin_episode();
  auto state = torch::randn({1, 6});
  for (int t = 0; t < 30; ++t) {
    auto logp = torch::log_softmax(actor(state), 1);
    auto p = logp.exp();
    auto a = p.multinomial(1);
    const double shove = a.item<int64_t>() == 0 ? -0.1 : 0.1;
    state = 0.95 * state + shove + 0.02 * torch::randn({1, 6});
    store.add(Move{logp.gather(1, a).squeeze(), -(p * logp).sum(), -state.pow(2).mean().item<double>()});
  }
}

int main(int argc, char** argv) {
  const int64_t updates = argc > 1 ? std::atoll(argv[1]) : 3000;
  ActorNet actor(6, 2);
  torch::optim::Adam opt(actor->parameters(), torch::optim::AdamOptions(1e-3));
  RolloutStore store;
  std::vector<Row> table;
  std::map<std::string, double> best;

  for (int64_t u = 0; u < updates; ++u) {
    while (!store.full()) run_episode(actor, store);
    auto loss = store.objective(0.99, 0.01);
    opt.zero_grad();
    loss.backward();
    opt.step();

    table.push_back({u, store.mean_return(), store.spread().detach()});
    store.drain();
    if (u == 0 || table.back().ret > best["return"]) best["return"] = table.back().ret;
    if (u % 50 == 0) {
      std::cout << u << " return " << table.back().ret << " best " << best["return"] << " entropy "
                << table.back().spread.item<double>() << "\n";
    }
    if (table.size() == 1000) table.clear();
  }
  torch::save(actor, "actor.pt");
}
