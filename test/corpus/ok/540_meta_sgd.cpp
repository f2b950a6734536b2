#include <torch/torch.h>
#include <iostream>
#include <numeric>
#include <vector>

// Meta-SGD: learned per-parameter step sizes, few-shot classification on random gaussian clusters.

using TensorList = std::vector<torch::Tensor>;

struct Learner {
  TensorList theta, alpha;

  explicit Learner(int64_t in, int64_t hid, int64_t way) {
    theta = {torch::randn({hid, in}) * 0.1, torch::zeros({hid}), torch::randn({way, hid}) * 0.1, torch::zeros({way})};
    for (auto& t : theta) {
      t.set_requires_grad(true);
      alpha.push_back(torch::full_like(t, 0.01).set_requires_grad(true));
    }
  }

  static torch::Tensor logits(const TensorList& w, const torch::Tensor& x) {
    return torch::linear(torch::relu(torch::linear(x, w[0], w[1])), w[2], w[3]);
  }

  TensorList adapt(const torch::Tensor& x, const torch::Tensor& y, int steps) const {
    TensorList w = theta;
    for (int s = 0; s < steps; ++s) {
      auto loss = torch::cross_entropy_loss(logits(w, x), y);
      auto grads = torch::autograd::grad({loss}, w, {}, /*retain_graph=*/true, /*create_graph=*/true);
      for (size_t i = 0; i < w.size(); ++i) w[i] = w[i] - alpha[i] * grads[i];
    }
    return w;
  }

  TensorList all() const {
    TensorList v = theta;
    v.insert(v.end(), alpha.begin(), alpha.end());
    return v;
  }
};

struct Episode {
  torch::Tensor sx, sy, qx, qy;
};

Episode make_episode(int64_t way, int64_t shot, int64_t query, int64_t dim) {
  auto centers = torch::randn({way, dim}) * 2;
  auto build = [&](int64_t k) {
    auto y = torch::arange(way, torch::kLong).repeat_interleave(k);
    return std::make_pair(centers.index_select(0, y) + torch::randn({way * k, dim}), y);
  };
  auto [sx, sy] = build(shot);
  auto [qx, qy] = build(query);
  return {sx, sy, qx, qy};
}

struct Metrics {
  double loss = 0, acc = 0;
  int count = 0;
};

int main() {
  const int meta_batch = 8;
  Learner learner(32, 64, 5);
  torch::optim::Adam opt(learner.all(), 1e-3);

  Metrics m;
  for (long it = 1; it <= 200000; ++it) {
    auto meta_loss = torch::zeros({});
    TensorList per_task;
    for (int t = 0; t < meta_batch; ++t) {
      auto ep = make_episode(5, 5, 15, 32);
      auto fast = learner.adapt(ep.sx, ep.sy, 3);
      auto out = Learner::logits(fast, ep.qx);
      auto loss = torch::cross_entropy_loss(out, ep.qy);
      per_task.push_back(loss);
      meta_loss += loss;
      m.acc += out.argmax(1).eq(ep.qy).to(torch::kFloat).mean().item<double>();
    }
    opt.zero_grad();
    (meta_loss / meta_batch).backward();
    opt.step();

    m.loss += torch::stack(per_task).mean().item<double>();
    ++m.count;
    if (it % 100 == 0) {
      std::cout << it << " loss " << m.loss / m.count << " acc " << m.acc / (m.count * meta_batch) << "\n";
      m = Metrics{};
    }
  }
}
