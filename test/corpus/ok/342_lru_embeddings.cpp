#include <torch/torch.h>

#include <cstddef>
#include <iostream>
#include <list>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

template <class Key, class Value>
class LruCache {
 public:
  explicit LruCache(std::size_t capacity) : capacity_(capacity) {}

  std::optional<Value> get(const Key& key) {
    auto it = index_.find(key);
    if (it == index_.end()) return std::nullopt;
    order_.splice(order_.begin(), order_, it->second);
    return it->second->second;
  }

  void put(const Key& key, Value value) {
    if (auto it = index_.find(key); it != index_.end()) {
      it->second->second = std::move(value);
      order_.splice(order_.begin(), order_, it->second);
      return;
    }
    order_.emplace_front(key, std::move(value));
    index_.emplace(key, order_.begin());
    if (order_.size() > capacity_) evict();
  }

  std::size_t size() const { return order_.size(); }

 private:
  void evict() {
    index_.erase(order_.back().first);
    order_.pop_back();
  }

  std::size_t capacity_;
  std::list<std::pair<Key, Value>> order_;
  std::unordered_map<Key, typename std::list<std::pair<Key, Value>>::iterator> index_;
};

class QueryEncoderImpl : public torch::nn::Module {
 public:
  QueryEncoderImpl() : emb_(torch::nn::EmbeddingOptions(256, 64)), gru_(torch::nn::GRUOptions(64, 64).batch_first(true)) {
    register_module("emb", emb_);
    register_module("gru", gru_);
  }
  torch::Tensor forward(const torch::Tensor& ids) {
    auto [seq, last] = gru_->forward(emb_->forward(ids.unsqueeze(0)));
    return last.view({-1});
  }

 private:
  torch::nn::Embedding emb_;
  torch::nn::GRU gru_;
};
TORCH_MODULE(QueryEncoder);

class SearchService {
 public:
  explicit SearchService(std::size_t cacheSize) : cache_(cacheSize) { encoder_->eval(); }

  torch::Tensor embed(const std::string& query) {
    if (auto hit = cache_.get(query)) {
      ++hits_;
      return *hit;
    }
    std::vector<int64_t> ids(query.begin(), query.end());
    auto e = encoder_->forward(torch::tensor(ids, torch::kLong));
    cache_.put(query, e);
    return e;
  }

  float similarity(const std::string& a, const std::string& b) {
    return torch::cosine_similarity(embed(a), embed(b), 0).item<float>();
  }

  std::size_t cached() const { return cache_.size(); }
  unsigned long hits() const { return hits_; }

 private:
  QueryEncoder encoder_;
  LruCache<std::string, torch::Tensor> cache_;
  unsigned long hits_ = 0;
};

int main() {
  SearchService service(256);
  std::mt19937 rng(4);
  std::geometric_distribution<int> popularity(0.001);
  for (unsigned long n = 0;; ++n) {
    const auto a = "query " + std::to_string(popularity(rng));
    const auto b = "query " + std::to_string(popularity(rng));
    const float s = service.similarity(a, b);
    if (n % 1000 == 0)
      std::cout << n << " sim " << s << " cached " << service.cached() << " hits " << service.hits() << '\n';
  }
}
