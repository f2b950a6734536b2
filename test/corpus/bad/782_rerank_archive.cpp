#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <vector>

namespace rerank {

// Switches a module to evaluation for the lifetime of the object.
class EvalSection {
 public:
  explicit EvalSection(torch::nn::Module& m) : module_(m), was_training_(m.is_training()) {
    module_.eval();
    torch::NoGradGuard no_grad;
  }
  ~EvalSection() { module_.train(was_training_); }
  EvalSection(const EvalSection&) = delete;
  EvalSection& operator=(const EvalSection&) = delete;

 private:
  torch::nn::Module& module_;
  bool was_training_;
};

struct Query {
  int64_t user = 0;
  torch::Tensor candidates;  // [n, d]
};

class CrossScorerImpl : public torch::nn::Module {
 public:
  explicit CrossScorerImpl(int64_t d) {
    users_ = register_module("users", torch::nn::Embedding(1000, d));
    mix_ = register_module("mix", torch::nn::Bilinear(d, d, 32));
    out_ = register_module("out", torch::nn::Linear(32, 1));
  }
  torch::Tensor forward(const Query& q) {
    auto u = users_->forward(torch::full({q.candidates.size(0)}, q.user, torch::kLong));
    return out_->forward(torch::relu(mix_->forward(u, q.candidates))).squeeze(1);
  }

 private:
  torch::nn::Embedding users_{nullptr};
  torch::nn::Bilinear mix_{nullptr};
  torch::nn::Linear out_{nullptr};
};
TORCH_MODULE(CrossScorer);

class Reranker {
 public:
  explicit Reranker(int64_t d) : net_(d) {}

  std::vector<int64_t> handle(const std::vector<Query>& batch) {
    EvalSection section(*net_);
    const auto first = static_cast<std::ptrdiff_t>(archive_.size());
    auto score = [this](const Query& q) { return net_->forward(q); };
    std::transform(batch.begin(), batch.end(), std::back_inserter(archive_), score);  // WARN: ineffective-guard

    std::vector<int64_t> best;
    for (auto it = archive_.begin() + first; it != archive_.end(); ++it) best.push_back(it->argmax().item<int64_t>());
    return best;
  }

  // average margin over everything served so far
  double mean_top() const {
    double s = 0;
    for (const auto& t : archive_) s += t.max().item<double>();
    return archive_.empty() ? 0.0 : s / static_cast<double>(archive_.size());
  }

 private:
  CrossScorer net_;
  std::vector<torch::Tensor> archive_;
};

}  // namespace rerank

int main() {
  rerank::Reranker service(24);
  for (int64_t tick = 0;; ++tick) {
    std::vector<rerank::Query> batch;
    for (int i = 0; i < 4; ++i) batch.push_back({(tick * 4 + i) % 1000, torch::randn({50, 24})});
    auto best = service.handle(batch);
    if (tick % 500 == 0) std::cout << "first " << best.front() << " mean top " << service.mean_top() << "\n";
  }
}
