#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct Document {
  std::string id;
  std::vector<int64_t> tokens;
};

struct Hit {
  std::string id;
  float score;
};

class SemanticIndex {
 public:
  SemanticIndex();
  ~SemanticIndex();
  void ingest(const Document& d);
  std::optional<Hit> nearest(const Document& q) const;
  std::size_t size() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct SemanticIndex::Impl {
  struct Row {
    std::string id;
    torch::Tensor vec;
  };
  torch::nn::Embedding emb{torch::nn::EmbeddingOptions(5000, 64)};
  torch::nn::Linear proj{torch::nn::LinearOptions(64, 64)};
  std::vector<Row> rows;

  torch::Tensor encode(const std::vector<int64_t>& tokens) {
    auto ids = torch::tensor(tokens, torch::kLong);
    auto h = torch::tanh(proj->forward(emb->forward(ids)));
    return torch::nn::functional::normalize(h.mean(0), torch::nn::functional::NormalizeFuncOptions().dim(0));
  }
};

SemanticIndex::SemanticIndex() : impl_(std::make_unique<Impl>()) {
  impl_->emb->eval();
  impl_->proj->eval();
}
SemanticIndex::~SemanticIndex() = default;

void SemanticIndex::ingest(const Document& d) {
  impl_->rows.push_back({d.id, impl_->encode(d.tokens)});  // WARN: unguarded-inference
}

std::optional<Hit> SemanticIndex::nearest(const Document& q) const {
  if (impl_->rows.empty()) return std::nullopt;
  const auto needle = impl_->encode(q.tokens);
  std::vector<float> scores(impl_->rows.size());
  std::transform(impl_->rows.begin(), impl_->rows.end(), scores.begin(),
                 [&](const auto& row) { return torch::dot(row.vec, needle).template item<float>(); });
  const auto best = std::max_element(scores.begin(), scores.end());
  return Hit{impl_->rows[std::distance(scores.begin(), best)].id, *best};
}

std::size_t SemanticIndex::size() const { return impl_->rows.size(); }

static Document fake(int n) {
  auto t = torch::randint(0, 5000, {40}, torch::kLong);
  return {"doc" + std::to_string(n), {t.data_ptr<int64_t>(), t.data_ptr<int64_t>() + t.numel()}};
}

int main() {
  SemanticIndex index;
  for (int n = 0;; ++n) {
    index.ingest(fake(n));
    if (n % 100 == 0) {
      if (auto hit = index.nearest(fake(-1))) std::cout << index.size() << " docs, best " << hit->id << " " << hit->score << "\n";
    }
  }
}
