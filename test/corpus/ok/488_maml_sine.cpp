// MAML on sinusoids, second order inner loop
#include <torch/torch.h>
#include <cmath>
#include <iostream>
#include <random>
#include <string>
#include <vector>

using torch::Tensor;
using Weights = std::vector<Tensor>;

struct Task {
  float amp, phase;
  std::pair<Tensor, Tensor> draw(int64_t k) const {
    auto x = torch::rand({k, 1}) * 10 - 5;
    return {x, amp * torch::sin(x + phase)};
  }
};

static std::mt19937 gen(3);

static Task new_task() {
  std::uniform_real_distribution<float> a(0.1f, 5.f), p(0.f, 3.14159f);
  float amp = a(gen), ph = p(gen);
  return Task{amp, ph};
}

static Weights init(int64_t h) {
  Weights w{torch::randn({h, 1}), torch::zeros({h}), torch::randn({h, h}) / std::sqrt(double(h)), torch::zeros({h}),
            torch::randn({1, h}) / std::sqrt(double(h)), torch::zeros({1})};
  for (auto& t : w) t.set_requires_grad(true);
  return w;
}

static Tensor net(const Tensor& x, const Weights& w) {
  auto y = torch::relu(torch::linear(x, w[0], w[1]));
  y = torch::relu(torch::linear(y, w[2], w[3]));
  return torch::linear(y, w[4], w[5]);
}

static Weights adapt(const Weights& start, const Task& task, int steps, double rate, bool second_order) {
  Weights fast = start;
  for (int s = 0; s < steps; ++s) {
    auto [x, y] = task.draw(10);
    auto loss = torch::mse_loss(net(x, fast), y);
    auto g = torch::autograd::grad({loss}, fast, {}, /*retain_graph=*/second_order, /*create_graph=*/second_order);
    Weights next;
    for (size_t i = 0; i < fast.size(); ++i) next.push_back(fast[i] - rate * g[i]);
    fast.swap(next);
  }
  return fast;
}

struct Curve {
  double pre = 0, post = 0;
};

static Curve evaluate(const Weights& w, int tasks) {
  Curve c;
  for (int i = 0; i < tasks; ++i) {
    auto t = new_task();
    auto [x, y] = t.draw(100);
    auto tuned = adapt(w, t, 5, 0.01, false);
    c.pre += torch::mse_loss(net(x, w), y).item<double>() / tasks;
    c.post += torch::mse_loss(net(x, tuned), y).item<double>() / tasks;
  }
  return c;
}

int main(int argc, char** argv) {
  int meta_iters = 20000, meta_batch = 4, inner = 3;
  for (int i = 1; i < argc; ++i) {
    std::string a = argv[i];
    if (a.rfind("--iters=", 0) == 0) meta_iters = std::stoi(a.substr(8));
    if (a.rfind("--inner=", 0) == 0) inner = std::stoi(a.substr(8));
  }
  torch::manual_seed(3);
  auto meta = init(40);
  torch::optim::Adam opt(meta, torch::optim::AdamOptions(1e-3));
  std::vector<Weights> adapted;
  double avg = 0;

  for (int it = 0; it < meta_iters; ++it) {
    Tensor outer = torch::zeros({});
    adapted.clear();
    for (int b = 0; b < meta_batch; ++b) {
      auto t = new_task();
      adapted.push_back(adapt(meta, t, inner, 0.01, true));
      auto [x, y] = t.draw(10);
      outer += torch::mse_loss(net(x, adapted.back()), y);
    }
    opt.zero_grad();
    outer.div_(meta_batch);
    outer.backward();
    opt.step();
    avg = 0.98 * avg + 0.02 * outer.item<double>();
    if (it % 500 == 0) {
      auto c = evaluate(meta, 20);
      std::cout << it << " outer " << avg << " pre " << c.pre << " post " << c.post << "\n";
    }
  }
  torch::save(meta, "maml_sine.pt");
  return 0;
}
