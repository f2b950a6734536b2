// Shared train / validation pass for the tabular classifier.
#include <torch/torch.h>

#include <cstdio>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

struct Split {
  std::string name;
  torch::Tensor x, y;
  int64_t batch = 64;
  int64_t batches() const { return (x.size(0) + batch - 1) / batch; }
  std::pair<torch::Tensor, torch::Tensor> at(int64_t i) const {
    const auto lo = i * batch, hi = std::min(x.size(0), lo + batch);
    return {x.slice(0, lo, hi), y.slice(0, lo, hi)};
  }
};

struct EpochResult {
  double loss = 0, acc = 0;
};

class Experiment {
 public:
  explicit Experiment(int64_t features, int64_t classes)
      : net_(torch::nn::Linear(features, 80), torch::nn::ELU(), torch::nn::Linear(80, classes)),
        opt_(net_->parameters(), torch::optim::AdamWOptions(2e-3)) {}

  EpochResult run_epoch(const Split& split, bool train) {
    std::optional<torch::NoGradGuard> guard;
    if (!train) guard.emplace();
    net_->train(train);

    EpochResult r;
    int64_t hits = 0;
    for (int64_t i = 0; i < split.batches(); ++i) {
      auto [x, y] = split.at(i);
      auto logits = net_->forward(x);
      auto loss = torch::cross_entropy_loss(logits, y);
      if (train) {
        opt_.zero_grad();
        loss.backward();
        opt_.step();
      }
      r.loss += loss.item<double>();
      hits += logits.argmax(1).eq(y).sum().item<int64_t>();
      confidence_[split.name].push_back(logits.softmax(1).amax(1));  // WARN: graph-in-container
    }
    r.loss /= static_cast<double>(split.batches());
    r.acc = static_cast<double>(hits) / static_cast<double>(split.x.size(0));
    return r;
  }

  double median_confidence(const std::string& name, size_t last) const {
    const auto& all = confidence_.at(name);
    const size_t n = std::min(last, all.size());
    std::vector<torch::Tensor> tail(all.end() - static_cast<std::ptrdiff_t>(n), all.end());
    return torch::cat(tail).median().item<double>();
  }

 private:
  torch::nn::Sequential net_;
  torch::optim::AdamW opt_;
  std::unordered_map<std::string, std::vector<torch::Tensor>> confidence_;
};

static Split synth(const std::string& name, int64_t n) {
  auto x = torch::randn({n, 12});
  auto y = (x.slice(1, 0, 3)).argmax(1);
  return Split{name, x, y};
}

int main() {
  torch::manual_seed(11);
  auto train = synth("train", 2048);
  Experiment exp(12, 3);
  for (int epoch = 0; epoch < 3000; ++epoch) {
    auto r = exp.run_epoch(train, true);
    if (epoch % 20 == 0) {
      auto v = exp.run_epoch(synth("scratch", 256), false);
      std::printf("%4d  train %.4f / %.3f   val %.4f / %.3f   conf %.3f\n", epoch, r.loss, r.acc, v.loss, v.acc,
                  exp.median_confidence("train", 32));
    }
  }
}
