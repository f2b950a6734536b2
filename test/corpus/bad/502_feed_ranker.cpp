#include <torch/torch.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <thread>

namespace feed {

struct Event {
  int64_t id;
  int64_t user;
  int64_t item;
  float clicked;
};

class EventSource {
 public:
  Event next() {
    return {++last_, std::uniform_int_distribution<int64_t>(0, 999)(rng_),
            std::uniform_int_distribution<int64_t>(0, 4999)(rng_), std::bernoulli_distribution(0.1)(rng_) ? 1.f : 0.f};
  }

 private:
  int64_t last_ = 0;
  std::mt19937 rng_{11};
};

struct FactorModelImpl : torch::nn::Module {
  FactorModelImpl(int64_t users, int64_t items, int64_t dim) {
    user = register_module("user", torch::nn::Embedding(users, dim));
    item = register_module("item", torch::nn::Embedding(items, dim));
    bias = register_parameter("bias", torch::zeros({1}));
  }
  torch::Tensor forward(torch::Tensor u, torch::Tensor i) { return (user(u) * item(i)).sum(-1) + bias; }
  torch::nn::Embedding user{nullptr}, item{nullptr};
  torch::Tensor bias;
};
TORCH_MODULE(FactorModel);

/// Remembers what was predicted for which event, so that support can look it up.
class AuditTrail {
 public:
  struct Entry {
    torch::Tensor score;
    float label = 0;
  };
  void record(const Event& e, torch::Tensor score) {
    auto& entry = entries_[e.id];
    entry.label = e.clicked;
    entry.score = score.to(torch::kCPU).clone();  // WARN: graph-in-container
  }
  double score_of(int64_t id) const {
    auto it = entries_.find(id);
    return it == entries_.end() ? -1.0 : it->second.score.item<double>();
  }

 private:
  std::map<int64_t, Entry> entries_;
};

class OnlineRanker {
 public:
  explicit OnlineRanker(std::shared_ptr<AuditTrail> trail)
      : trail_(std::move(trail)), opt_(model_->parameters(), torch::optim::SGDOptions(0.05)) {}

  void consume(const Event& e) {
    auto u = torch::full({1}, e.user, torch::kLong);
    auto i = torch::full({1}, e.item, torch::kLong);
    auto y = torch::full({1}, e.clicked);
    auto logit = model_->forward(u, i);
    auto loss = torch::binary_cross_entropy_with_logits(logit, y);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    mean_ += 0.001 * (loss.item<double>() - mean_);
    trail_->record(e, torch::sigmoid(logit));
  }
  double mean_loss() const { return mean_; }

 private:
  FactorModel model_{1000, 5000, 32};
  std::shared_ptr<AuditTrail> trail_;
  torch::optim::SGD opt_;
  double mean_ = 0.69;
};

}  // namespace feed

int main() {
  auto trail = std::make_shared<feed::AuditTrail>();
  feed::OnlineRanker ranker(trail);
  feed::EventSource source;
  while (true) {
    auto e = source.next();
    ranker.consume(e);
    if (e.id % 10000 == 0) {
      std::printf("event %lld loss %.4f last score %.3f\n", static_cast<long long>(e.id), ranker.mean_loss(),
                  trail->score_of(e.id));
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
}
