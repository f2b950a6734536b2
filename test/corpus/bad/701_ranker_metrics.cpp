#include <torch/torch.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace {

struct StepTerms {
  torch::Tensor loss;
  torch::Tensor ranking;
  torch::Tensor penalty;
  int64_t rows = 0;
};

class Metric {
 public:
  explicit Metric(std::string name) : name_(std::move(name)) {}
  virtual ~Metric() = default;
  virtual void update(const StepTerms& terms) = 0;
  virtual double value() const = 0;
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

class MeanRanking final : public Metric {
 public:
  MeanRanking() : Metric("bpr") {}
  void update(const StepTerms& terms) override {
    sum_ += terms.ranking.item<double>() * static_cast<double>(terms.rows);
    rows_ += terms.rows;
  }
  double value() const override { return rows_ ? sum_ / static_cast<double>(rows_) : 0.0; }

 private:
  double sum_ = 0.0;
  int64_t rows_ = 0;
};

class MeanPenalty final : public Metric {
 public:
  MeanPenalty() : Metric("l2") {}
  void update(const StepTerms& terms) override {
    const auto weighted = terms.penalty * terms.rows;
    sum_ = sum_ + weighted; // WARN: graph-accumulation
    rows_ += terms.rows;
  }
  double value() const override {
    return rows_ ? sum_.item<double>() / static_cast<double>(rows_) : 0.0;
  }

 private:
  torch::Tensor sum_ = torch::zeros({});
  int64_t rows_ = 0;
};

struct RankerImpl : torch::nn::Module {
  RankerImpl(int64_t users, int64_t items, int64_t dim)
      : users_(register_module("users", torch::nn::Embedding(users, dim))),
        items_(register_module("items", torch::nn::Embedding(items, dim))) {}

  StepTerms terms(const torch::Tensor& user, const torch::Tensor& liked, const torch::Tensor& other) {
    auto u = users_->forward(user);
    auto p = items_->forward(liked);
    auto n = items_->forward(other);
    StepTerms t;
    t.ranking = -torch::log_sigmoid(((p - n) * u).sum(1)).mean();
    t.penalty = (u.pow(2).sum(1) + p.pow(2).sum(1) + n.pow(2).sum(1)).mean();
    t.loss = t.ranking + 1e-4 * t.penalty;
    t.rows = user.size(0);
    return t;
  }

  torch::nn::Embedding users_, items_;
};
TORCH_MODULE(Ranker);

torch::Tensor ids(int64_t upper, int64_t n) { return torch::randint(0, upper, {n}, torch::kLong); }

}  // namespace

int main() {
  constexpr int64_t kUsers = 20000, kItems = 5000, kBatch = 1024;
  Ranker ranker(kUsers, kItems, 32);
  torch::optim::Adagrad optimizer(ranker->parameters(), torch::optim::AdagradOptions(0.05));

  std::vector<std::unique_ptr<Metric>> metrics;
  metrics.push_back(std::make_unique<MeanRanking>());
  metrics.push_back(std::make_unique<MeanPenalty>());

  // The event stream never ends, the ranker is refreshed online.
  for (uint64_t batch = 0;; ++batch) {
    optimizer.zero_grad();
    auto terms = ranker->terms(ids(kUsers, kBatch), ids(kItems, kBatch), ids(kItems, kBatch));
    terms.loss.backward();
    optimizer.step();
    for (auto& metric : metrics) metric->update(terms);

    if (batch % 1000 == 0) {
      for (const auto& metric : metrics) std::printf("%s=%.5f ", metric->name().c_str(), metric->value());
      std::printf("\n");
    }
  }
}
