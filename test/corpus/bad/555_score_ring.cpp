#include <torch/torch.h>
#include <deque>
#include <functional>
#include <iostream>

// fixed-size window over the most recent fraud scores
template <int64_t N>
class ScoreRing {
 public:
  void push(const torch::Tensor& score) {
    cells_[head_] = score;  // WARN: inplace-history
    head_ = (head_ + 1) % N;
    filled_ = std::min<int64_t>(filled_ + 1, N);
  }
  float mean() const { return cells_.narrow(0, 0, std::max<int64_t>(filled_, 1)).mean().template item<float>(); }
  float p99() const { return torch::quantile(cells_.detach(), 0.99).template item<float>(); }

 private:
  torch::Tensor cells_ = torch::zeros({N});
  int64_t head_ = 0, filled_ = 0;
};

class FraudModelImpl : public torch::nn::Module {
 public:
  FraudModelImpl() {
    l1 = register_module("l1", torch::nn::Linear(30, 128));
    l2 = register_module("l2", torch::nn::Linear(128, 128));
    l3 = register_module("l3", torch::nn::Linear(128, 1));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(l1(x));
    x = torch::relu(l2(x));
    return torch::sigmoid(l3(x)).squeeze(-1);
  }

 private:
  torch::nn::Linear l1{nullptr}, l2{nullptr}, l3{nullptr};
};
TORCH_MODULE(FraudModel);

struct Decision {
  bool block;
  float score;
};

class Scorer {
 public:
  using Alert = std::function<void(float mean, float p99)>;
  explicit Scorer(Alert alert) : alert_(std::move(alert)) { model_->eval(); }

  Decision decide(const torch::Tensor& tx) {
    auto s = model_->forward(tx);
    const auto worst = s.max();
    ring_.push(worst);
    if (++seen_ % 512 == 0) alert_(ring_.mean(), ring_.p99());
    const float v = worst.item<float>();
    return {v > 0.9f, v};
  }

 private:
  FraudModel model_;
  ScoreRing<512> ring_;
  Alert alert_;
  uint64_t seen_ = 0;
};

int main() {
  Scorer scorer([](float m, float p) { std::cout << "window mean=" << m << " p99=" << p << std::endl; });
  uint64_t blocked = 0;
  while (true) {
    auto [block, score] = scorer.decide(torch::randn({16, 30}));
    if (block) std::cerr << "blocked #" << ++blocked << " (" << score << ")\n";
  }
}
