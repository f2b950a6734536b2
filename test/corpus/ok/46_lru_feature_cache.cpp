#include <torch/torch.h>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

template <typename K, typename V>
class LruCache {
 public:
  explicit LruCache(size_t capacity) : capacity_(capacity) {
  }
  V* find(const K& k) {
    auto it = index_.find(k);
    if (it == index_.end())
      return nullptr;
    order_.splice(order_.begin(), order_, it->second);
    return &it->second->second;
  }
  void put(const K& k, V v) {
    if (order_.size() == capacity_) {
      index_.erase(order_.back().first);
      order_.pop_back();
    }
    order_.emplace_front(k, std::move(v));
    index_[k] = order_.begin();
  }

 private:
  size_t capacity_;
  std::list<std::pair<K, V>> order_;
  std::unordered_map<K, typename std::list<std::pair<K, V>>::iterator> index_;
};

class FeatureService {
 public:
  FeatureService() : cache_(512), net_(torch::nn::Linear(256, 128), torch::nn::ReLU(), torch::nn::Linear(128, 32)) {
  }
  torch::Tensor features(const std::string& key, const torch::Tensor& x) {
    if (auto* hit = cache_.find(key))
      return *hit;
    auto f = net_->forward(x);
    cache_.put(key, f);
    return f;
  }

 private:
  LruCache<std::string, torch::Tensor> cache_;
  torch::nn::Sequential net_;
};
