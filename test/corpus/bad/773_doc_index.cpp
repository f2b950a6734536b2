#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <unordered_map>
#include <utility>
#include <vector>

namespace docsearch {

class Encoder {
 public:
  Encoder() : table_(torch::nn::EmbeddingOptions(5000, 96)), proj_(96, 64) {
    table_->eval();
    proj_->eval();
  }

  torch::Tensor encode(const torch::Tensor& tokens, bool detach_result = true) {
    auto pooled = table_->forward(tokens).mean(0);
    auto v = torch::tanh(proj_->forward(pooled));
    v = v / v.norm().clamp_min(1e-6);
    return detach_result ? v.detach() : v;
  }

 private:
  torch::nn::Embedding table_;
  torch::nn::Linear proj_;
};

using Hit = std::pair<int64_t, float>;

class Index {
 public:
  void add(int64_t id, const torch::Tensor& vec) {
    vectors_[id] = vec;  // WARN: unguarded-inference
  }

  std::vector<Hit> query(const torch::Tensor& q, size_t k) const {
    std::vector<Hit> hits;
    hits.reserve(vectors_.size());
    for (const auto& [id, v] : vectors_) hits.emplace_back(id, torch::dot(q, v).item<float>());
    k = std::min(k, hits.size());
    std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(k), hits.end(),
                      [](const Hit& a, const Hit& b) { return a.second > b.second; });
    hits.resize(k);
    return hits;
  }

  size_t size() const { return vectors_.size(); }

 private:
  std::unordered_map<int64_t, torch::Tensor> vectors_;
};

class Service {
 public:
  int64_t ingest(const torch::Tensor& tokens) {
    const int64_t id = next_id_++;
    index_.add(id, encoder_.encode(tokens, false));
    return id;
  }

  std::vector<Hit> search(const torch::Tensor& tokens) { return index_.query(encoder_.encode(tokens), 5); }

  size_t documents() const { return index_.size(); }

 private:
  Encoder encoder_;
  Index index_;
  int64_t next_id_ = 1;
};

torch::Tensor random_doc(int64_t words) { return torch::randint(0, 5000, {words}, torch::kLong); }

}  // namespace docsearch

int main() {
  docsearch::Service service;
  for (int64_t request = 0;; ++request) {
    service.ingest(docsearch::random_doc(200));
    if (request % 50 == 0) {
      auto hits = service.search(docsearch::random_doc(6));
      std::cout << service.documents() << " docs, best " << hits.front().first << " (" << hits.front().second << ")\n";
    }
  }
}
