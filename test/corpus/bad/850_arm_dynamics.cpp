// Learns the forward dynamics of a 7 dof arm from logged joint data.
#include <torch/torch.h>
#include <cstdio>
#include <numeric>
#include <vector>

struct Transition {
  torch::Tensor state, action, next;
};

Transition sample(int64_t n) {
  auto s = torch::randn({n, 14});
  auto a = torch::randn({n, 7});
  auto nx = s + 0.02 * torch::cat({a, a.tanh()}, 1);
  return {s, a, nx};
}

class DynamicsModel {
 public:
  DynamicsModel()
      : net_(torch::nn::Linear(21, 256), torch::nn::SiLU(), torch::nn::Linear(256, 256),
             torch::nn::SiLU(), torch::nn::Linear(256, 14)),
        opt_(net_->parameters(), torch::optim::AdamWOptions(3e-4)) {}

  torch::Tensor update(const Transition& t) {
    net_->train();
    opt_.zero_grad();
    auto delta = net_->forward(torch::cat({t.state, t.action}, 1));
    auto loss = torch::smooth_l1_loss(t.state + delta, t.next);
    loss.backward();
    torch::nn::utils::clip_grad_norm_(net_->parameters(), 1.0);
    opt_.step();
    return loss;
  }

  double evaluate(const Transition& t) {
    torch::NoGradGuard g;
    net_->eval();
    auto delta = net_->forward(torch::cat({t.state, t.action}, 1));
    return (t.state + delta - t.next).abs().mean().item<double>();
  }

 private:
  torch::nn::Sequential net_;
  torch::optim::AdamW opt_;
};

class Curve {
 public:
  void add(const torch::Tensor& v) {
    points_.push_back(v);  // WARN: attached-return
  }
  double tail(std::size_t k) const {
    double s = 0;
    std::size_t n = 0;
    for (auto it = points_.rbegin(); it != points_.rend() && n < k; ++it, ++n) s += it->item<double>();
    return n ? s / n : 0.0;
  }

 private:
  std::vector<torch::Tensor> points_;
};

int main() {
  DynamicsModel model;
  Curve curve;
  auto held_out = sample(512);
  for (int epoch = 0; epoch < 100000; ++epoch) {
    for (int i = 0; i < 200; ++i) curve.add(model.update(sample(256)));
    std::printf("epoch %d train %.5f val %.5f\n", epoch, curve.tail(200), model.evaluate(held_out));
  }
}
