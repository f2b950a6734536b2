#include <torch/torch.h>
#include <algorithm>
#include <functional>
#include <iostream>
#include <vector>

// MAML on sinusoid regression, functional network with explicit weights.

namespace maml {

using Weights = std::vector<torch::Tensor>;

struct Task {
  torch::Tensor xs, ys, xq, yq;
};

struct EpisodeResult {
  int episode = 0;
  double query_mse = 0;
  torch::Tensor adaptation;  // support loss for every inner step
};

Weights init_weights(int64_t hidden) {
  Weights w{torch::randn({hidden, 1}), torch::zeros({hidden}), torch::randn({hidden, hidden}) / 8,
            torch::zeros({hidden}), torch::randn({1, hidden}) / 8, torch::zeros({1})};
  for (auto& t : w) t.requires_grad_(true);
  return w;
}

torch::Tensor net(const torch::Tensor& x, const Weights& w) {
  auto h = torch::relu(torch::linear(x, w[0], w[1]));
  h = torch::relu(torch::linear(h, w[2], w[3]));
  return torch::linear(h, w[4], w[5]);
}

Task sample_task() {
  auto amp = torch::rand({1}) * 4.9 + 0.1;
  auto phase = torch::rand({1}) * 3.1416;
  auto draw = [&](int64_t n) { return torch::rand({n, 1}) * 10 - 5; };
  Task t;
  t.xs = draw(10);
  t.ys = amp * torch::sin(t.xs + phase);
  t.xq = draw(20);
  t.yq = amp * torch::sin(t.xq + phase);
  return t;
}

using Callback = std::function<void(const EpisodeResult&)>;

void run_episode(int ep, Weights& meta, torch::optim::Optimizer& opt, int inner_steps, const Callback& on_episode) {
  auto task = sample_task();
  Weights fast = meta;
  std::vector<torch::Tensor> support;
  for (int k = 0; k < inner_steps; ++k) {
    auto loss = torch::mse_loss(net(task.xs, fast), task.ys);
    auto g = torch::autograd::grad({loss}, fast, {}, true, true);
    Weights next;
    for (size_t i = 0; i < fast.size(); ++i) next.push_back(fast[i] - 0.01 * g[i]);
    fast = std::move(next);
    support.push_back(loss);
  }
  auto query = torch::mse_loss(net(task.xq, fast), task.yq);
  opt.zero_grad();
  query.backward();
  opt.step();

  EpisodeResult r;
  r.episode = ep;
  r.query_mse = query.item<double>();
  r.adaptation = torch::stack(support);
  on_episode(r);
}

}  // namespace maml

int main() {
  torch::manual_seed(1);
  auto meta = maml::init_weights(40);
  torch::optim::Adam opt(meta, 1e-3);

  std::vector<maml::EpisodeResult> results;
  maml::Callback on_episode = [&](const maml::EpisodeResult& r) {
    results.push_back(r);  // WARN: graph-in-container
    if (r.episode % 500 != 0) return;
    size_t n = std::min<size_t>(results.size(), 500);
    double q = 0, first = 0, last = 0;
    for (auto it = results.end() - n; it != results.end(); ++it) {
      q += it->query_mse;
      first += it->adaptation[0].item<double>();
      last += it->adaptation[-1].item<double>();
    }
    std::cout << r.episode << " query " << q / n << " support " << first / n << " -> " << last / n << "\n";
  };

  for (int ep = 0; ep < 1000000; ++ep) maml::run_episode(ep, meta, opt, 5, on_episode);
}
