#include <torch/torch.h>

#include <iostream>
#include <map>
#include <vector>

class FrozenExtractor {
 public:
  FrozenExtractor() {
    for (auto& p : body_->parameters()) p.set_requires_grad(false);
    body_->eval();
  }
  torch::Tensor operator()(const torch::Tensor& x) { return body_->forward(x).flatten(1); }

 private:
  torch::nn::Sequential body_{torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 24, 3).stride(2)), torch::nn::ReLU(),
                              torch::nn::Conv2d(torch::nn::Conv2dOptions(24, 32, 3).stride(2)), torch::nn::ReLU(),
                              torch::nn::AdaptiveAvgPool2d(torch::nn::AdaptiveAvgPool2dOptions({2, 2}))};
};

// Ring of the most recent features, used as a kNN reference.
struct FeatureBank {
  FeatureBank(int64_t rows, int64_t dim)
      : feats(torch::zeros({rows, dim})), labels(torch::full({rows}, -1, torch::kLong)), rows(rows) {}

  void write(const torch::Tensor& f, const torch::Tensor& y) {
    auto idx = torch::arange(cursor, cursor + f.size(0)).remainder(rows);
    feats.index_put_({idx}, f);
    labels.index_copy_(0, idx, y);
    cursor = (cursor + f.size(0)) % rows;
  }

  torch::Tensor vote(const torch::Tensor& f, int64_t k) const {
    auto nearest = std::get<1>(torch::cdist(f, feats).topk(k, 1, /*largest=*/false));
    return std::get<0>(labels.index({nearest}).mode(1));
  }

  torch::Tensor feats, labels;
  int64_t rows;
  int64_t cursor = 0;
};

class ProbeTrainer {
 public:
  ProbeTrainer() : bank_(2048, 128), head_(128, 10), opt_(head_->parameters(), torch::optim::SGDOptions(0.05)) {
    means_ = torch::zeros({10, 128});
  }

  void step(const torch::Tensor& images, const torch::Tensor& labels) {
    auto f = extract_(images);
    update_means(f, labels);
    auto centered = f - means_.mean(0);
    auto logits = head_->forward(centered);
    auto loss = torch::cross_entropy_loss(logits, labels);
    opt_.zero_grad();
    loss.backward();
    opt_.step();

    auto& s = stats_["probe"];
    s.loss += loss.item<double>();
    s.agree += bank_.vote(f, 5).eq(logits.argmax(1)).to(torch::kFloat).mean().item<double>();
    ++s.n;
    bank_.write(f, labels);
  }

  void report() {
    for (auto& kv : stats_) {
      std::cout << kv.first << " loss " << kv.second.loss / kv.second.n << " knn agreement "
                << kv.second.agree / kv.second.n << "\n";
      kv.second = {};
    }
  }

 private:
  void update_means(const torch::Tensor& f, const torch::Tensor& labels) {
    for (int64_t i = 0; i < labels.size(0); ++i) means_[labels[i].item<int64_t>()].lerp_(f[i], 0.02);
  }

  struct Stats {
    double loss = 0, agree = 0;
    int n = 0;
  };

  FrozenExtractor extract_;
  FeatureBank bank_;
  torch::nn::Linear head_;
  torch::optim::SGD opt_;
  torch::Tensor means_;
  std::map<std::string, Stats> stats_;
};

int main() {
  ProbeTrainer trainer;
  for (int64_t i = 1;; ++i) {
    trainer.step(torch::rand({32, 3, 32, 32}), torch::randint(0, 10, {32}, torch::kLong));
    if (i % 250 == 0) trainer.report();
  }
}
