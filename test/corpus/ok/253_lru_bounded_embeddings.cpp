#include <torch/torch.h>
#include <iostream>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

// The least recently used embedding leaves both the list and the map.
template <typename Key, typename Value>
class LruCache {
 public:
  explicit LruCache(size_t capacity) : capacity_(capacity) {}

  template <typename Make>
  const Value& get(const Key& key, Make&& make) {
    auto it = where_.find(key);
    if (it != where_.end()) {
      entries_.splice(entries_.begin(), entries_, it->second);
    } else {
      entries_.emplace_front(key, make());
      where_[key] = entries_.begin();
      shrink();
    }
    return entries_.front().second;
  }

 private:
  void shrink() {
    while (entries_.size() > capacity_) {
      where_.erase(entries_.back().first);
      entries_.pop_back();
    }
  }

  size_t capacity_;
  std::list<std::pair<Key, Value>> entries_;
  std::unordered_map<Key, typename std::list<std::pair<Key, Value>>::iterator> where_;
};

int main() {
  torch::nn::EmbeddingBag words(10007, 64);
  torch::nn::Linear project(64, 32);
  LruCache<std::string, torch::Tensor> cache(256);
  std::string line;
  auto reference = torch::ones({1, 32});
  while (std::getline(std::cin, line)) {
    const auto& embedding = cache.get(line, [&] {
      auto id = static_cast<int64_t>(std::hash<std::string>{}(line) % 10007);
      return project(words(torch::tensor({{id}})));
    });
    std::cout << (embedding * reference).sum().item<float>() << "\n";
  }
}
