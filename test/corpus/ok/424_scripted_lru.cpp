#include <torch/script.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

template <class Key, class Value>
class Lru {
 public:
  explicit Lru(size_t cap) : cap_(cap) {}

  const Value* get(const Key& k) {
    auto it = where_.find(k);
    if (it == where_.end()) return nullptr;
    order_.splice(order_.begin(), order_, it->second);
    return &it->second->second;
  }

  const Value& put(Key k, Value v) {
    if (order_.size() == cap_) {
      where_.erase(order_.back().first);
      order_.pop_back();
    }
    order_.emplace_front(k, std::move(v));
    where_[std::move(k)] = order_.begin();
    return order_.front().second;
  }

 private:
  size_t cap_;
  std::list<std::pair<Key, Value>> order_;
  std::unordered_map<Key, typename std::list<std::pair<Key, Value>>::iterator> where_;
};

class SentenceEncoder {
 public:
  explicit SentenceEncoder(const std::string& path) : module_(torch::jit::load(path)) {
    module_.eval();
    for (auto p : module_.parameters()) {
      p.set_requires_grad(false);
    }
  }

  at::Tensor encode(const std::string& s) {
    std::vector<int64_t> ids(s.begin(), s.end());
    ids.resize(std::max<size_t>(ids.size(), 4), 0);
    auto t = torch::tensor(ids, torch::kLong).unsqueeze(0);
    return module_.forward({t}).toTensor().squeeze(0);
  }

 private:
  torch::jit::Module module_;
};

class SimilarityService {
 public:
  explicit SimilarityService(const std::string& path) : encoder_(path), cache_(4096) {}

  float compare(const std::string& a, const std::string& b) {
    const at::Tensor ea = vector_for(a);
    const at::Tensor eb = vector_for(b);
    running_ = running_.defined() ? running_ * 0.999 + (ea - eb).abs() * 0.001 : (ea - eb).abs();
    return at::cosine_similarity(ea, eb, 0).item<float>();
  }

  float spread() const { return running_.defined() ? running_.mean().item<float>() : 0.f; }

 private:
  at::Tensor vector_for(const std::string& s) {
    if (const at::Tensor* hit = cache_.get(s)) return *hit;
    return cache_.put(s, encoder_.encode(s));
  }

  SentenceEncoder encoder_;
  Lru<std::string, at::Tensor> cache_;
  at::Tensor running_;
};

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: " << argv[0] << " encoder.pt < pairs.tsv\n";
    return 2;
  }
  SimilarityService service(argv[1]);
  std::string line;
  size_t n = 0;
  while (std::getline(std::cin, line)) {
    const auto tab = line.find('\t');
    if (tab == std::string::npos) continue;
    std::cout << service.compare(line.substr(0, tab), line.substr(tab + 1)) << '\n';
    if (++n % 10000 == 0) std::cerr << n << " pairs, spread " << service.spread() << '\n';
  }
  return 0;
}
