// Few-shot sine regression, second order.
#include <torch/torch.h>
#include <cmath>
#include <iostream>
#include <utility>
#include <vector>

using Weights = std::vector<torch::Tensor>;

struct Task {
  double amp, phase;
  std::pair<torch::Tensor, torch::Tensor> draw(int64_t k) const {
    auto x = torch::rand({k, 1}) * 10 - 5;
    return {x, amp * torch::sin(x + phase)};
  }
};

Task random_task() {
  return {torch::rand({1}).item<double>() * 4.9 + 0.1, torch::rand({1}).item<double>() * M_PI};
}

Weights init_weights(int64_t hidden) {
  Weights w;
  w.push_back(torch::randn({hidden, 1}));
  w.push_back(torch::zeros({hidden}));
  w.push_back(torch::randn({hidden, hidden}) / std::sqrt(double(hidden)));
  w.push_back(torch::zeros({hidden}));
  w.push_back(torch::randn({1, hidden}) / std::sqrt(double(hidden)));
  w.push_back(torch::zeros({1}));
  for (auto& t : w) t.set_requires_grad(true);
  return w;
}

torch::Tensor net(const Weights& w, torch::Tensor x) {
  x = torch::relu(torch::linear(x, w[0], w[1]));
  x = torch::relu(torch::linear(x, w[2], w[3]));
  return torch::linear(x, w[4], w[5]);
}

Weights adapt(const Weights& meta, const torch::Tensor& x, const torch::Tensor& y, int steps, double lr) {
  Weights fast = meta;
  for (int s = 0; s < steps; s++) {
    auto loss = torch::mse_loss(net(fast, x), y);
    auto grads = torch::autograd::grad({loss}, fast, {}, /*retain_graph=*/true, /*create_graph=*/true);
    for (size_t i = 0; i < fast.size(); i++) fast[i] = fast[i] - lr * grads[i];
  }
  return fast;
}

// Remembers which weights each task ended up with, so that we can compare tasks afterwards.
class TaskArchive {
 public:
  struct Entry {
    Task task;
    Weights weights;
  };

  void remember(const Task& t, Weights w) {
    entries_.push_back(Entry{t, std::move(w)});  // WARN: graph-in-container
  }

  size_t size() const { return entries_.size(); }

  double distance_to_last(const Weights& w) const {
    if (entries_.empty()) return 0;
    torch::NoGradGuard ng;
    double d = 0;
    const auto& prev = entries_.back().weights;
    for (size_t i = 0; i < w.size(); i++) d += (w[i] - prev[i]).pow(2).sum().item<double>();
    return std::sqrt(d);
  }

 private:
  std::vector<Entry> entries_;
};

int main() {
  torch::manual_seed(7);
  auto meta = init_weights(40);
  torch::optim::Adam opt(meta, torch::optim::AdamOptions(1e-3));
  TaskArchive archive;
  double smooth = 0;

  for (int it = 1; it <= 60000; it++) {
    auto task = random_task();
    auto [sx, sy] = task.draw(10);
    auto [qx, qy] = task.draw(10);

    auto fast = adapt(meta, sx, sy, 1, 0.01);
    auto outer = torch::mse_loss(net(fast, qx), qy);

    opt.zero_grad();
    outer.backward();
    opt.step();

    smooth = 0.99 * smooth + 0.01 * outer.item<double>();
    double moved = archive.distance_to_last(fast);
    archive.remember(task, std::move(fast));
    if (it % 1000 == 0)
      std::cout << it << " outer " << smooth << " moved " << moved << " tasks " << archive.size() << std::endl;
  }
}
