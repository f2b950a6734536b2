#include <torch/torch.h>
#include <iostream>
#include <utility>
#include <vector>

// Collects the pairs that the network finds hard, worst first, to be looked at.
class HardPairs {
 public:
  struct Pair {
    int64_t step;
    double score;
    torch::Tensor anchor, negative;
  };
  void offer(Pair pair) {
    bar_ = 0.99 * bar_ + 0.01 * pair.score;
    if (pair.score < bar_) return;
    pairs_.emplace_back(std::move(pair));  // WARN: graph-in-container
  }
  size_t size() const { return pairs_.size(); }

 private:
  double bar_ = 0;
  std::vector<Pair> pairs_;
};

class MetricLearner {
 public:
  explicit MetricLearner(HardPairs& hard) : hard_(hard), optimizer_(net_->parameters(), 1e-3) {}

  void step(int64_t number, const torch::Tensor& anchors, const torch::Tensor& positives) {
    auto a = torch::nn::functional::normalize(net_->forward(anchors));
    auto p = torch::nn::functional::normalize(net_->forward(positives));
    auto similar = torch::mm(a, p.t());
    auto others = similar - 2 * torch::eye(similar.size(0));
    auto [worst, index] = others.max(1);
    auto loss = torch::relu(worst - similar.diagonal() + 0.2).mean();
    optimizer_.zero_grad();
    loss.backward();
    optimizer_.step();

    auto row = worst.argmax().item<int64_t>();
    auto column = index[row].item<int64_t>();
    hard_.offer({number, worst[row].item<double>(), a[row], p[column]});
  }

 private:
  HardPairs& hard_;
  torch::nn::Sequential net_{torch::nn::Linear(16, 64), torch::nn::ReLU(), torch::nn::Linear(64, 8)};
  torch::optim::Adam optimizer_;
};

int main() {
  HardPairs hard;
  MetricLearner learner(hard);
  for (int64_t i = 0; i < 10000000; ++i) {
    auto anchors = torch::randn({32, 16});
    learner.step(i, anchors, anchors + 0.1 * torch::randn({32, 16}));
    if (i % 500 == 0) std::cout << i << ": " << hard.size() << " hard pairs\n";
  }
}
