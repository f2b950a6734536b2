#include <torch/torch.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

struct TwoTowerImpl : torch::nn::Module {
  TwoTowerImpl(int64_t users, int64_t items, int64_t dim)
      : user(register_module("user", torch::nn::Embedding(users, dim))),
        item(register_module("item", torch::nn::Embedding(items, dim))),
        mix(register_module("mix", torch::nn::Linear(dim, dim))) {}

  torch::Tensor forward(const torch::Tensor& u, const torch::Tensor& i) {
    return (torch::tanh(mix(user(u))) * item(i)).sum(-1);
  }
  torch::nn::Embedding user, item;
  torch::nn::Linear mix;
};
TORCH_MODULE(TwoTower);

struct Interaction {
  torch::Tensor users, items, clicked;
  int64_t size() const { return users.size(0); }
};

// Weighted average over everything observed since the service came up.
class LifetimeMean {
 public:
  void observe(const torch::Tensor& value, int64_t weight) {
    sum_ += value * static_cast<double>(weight);  // WARN: graph-accumulation
    weight_ += weight;
  }
  std::optional<double> value() const {
    if (weight_ == 0) return std::nullopt;
    return sum_.item<double>() / static_cast<double>(weight_);
  }

 private:
  torch::Tensor sum_ = torch::zeros({});
  int64_t weight_ = 0;
};

class ClickStream {
 public:
  ClickStream(int64_t users, int64_t items) : users_(users), items_(items) {}
  Interaction next(int64_t n) const {
    return {torch::randint(users_, {n}, torch::kLong), torch::randint(items_, {n}, torch::kLong),
            torch::randint(2, {n}, torch::kLong).to(torch::kFloat)};
  }

 private:
  int64_t users_, items_;
};

class OnlineLearner {
 public:
  OnlineLearner() : model_(10000, 5000, 48), opt_(model_->parameters(), torch::optim::AdagradOptions(0.05)) {}

  void learn(const Interaction& batch) {
    auto logits = model_(batch.users, batch.items);
    auto bce = torch::binary_cross_entropy_with_logits(logits, batch.clicked);
    opt_.zero_grad();
    bce.backward();
    opt_.step();

    bce_.observe(bce, batch.size());
    const auto hit = (logits > 0).eq(batch.clicked > 0.5).to(torch::kFloat).mean();
    accuracy_ = 0.99 * accuracy_ + 0.01 * hit.item<double>();
  }

  void report(std::FILE* to) const {
    if (auto v = bce_.value()) std::fprintf(to, "bce %.4f acc %.3f\n", *v, accuracy_);
  }

 private:
  TwoTower model_;
  torch::optim::Adagrad opt_;
  LifetimeMean bce_;
  double accuracy_ = 0.5;
};

int main() {
  ClickStream stream(10000, 5000);
  auto learner = std::make_unique<OnlineLearner>();
  for (uint64_t tick = 1;; ++tick) {
    learner->learn(stream.next(512));
    if (tick % 1000 == 0) learner->report(stdout);
  }
}
