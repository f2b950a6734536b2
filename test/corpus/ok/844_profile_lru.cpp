#include <torch/torch.h>

#include <iostream>
#include <list>
#include <unordered_map>
#include <utility>

struct UserTowerImpl : torch::nn::Module {
  UserTowerImpl()
      : net(register_module("net", torch::nn::Sequential(torch::nn::Linear(200, 256), torch::nn::ReLU(),
                                                         torch::nn::Linear(256, 64)))) {}
  torch::Tensor forward(const torch::Tensor& clicks) {
    return torch::nn::functional::normalize(net->forward(clicks));
  }
  torch::nn::Sequential net;
};
TORCH_MODULE(UserTower);

template <class Value>
class Lru {
 public:
  explicit Lru(size_t capacity) : capacity_(capacity) {}

  Value* find(int64_t key) {
    auto it = index_.find(key);
    if (it == index_.end()) return nullptr;
    order_.splice(order_.begin(), order_, it->second);
    return &it->second->second;
  }

  Value& put(int64_t key, Value value) {
    order_.emplace_front(key, std::move(value));
    index_[key] = order_.begin();
    shrink();
    return order_.front().second;
  }

  void clear() {
    order_.clear();
    index_.clear();
  }

 private:
  void shrink() {
    while (order_.size() > capacity_) {
      index_.erase(order_.back().first);
      order_.pop_back();
    }
  }

  size_t capacity_;
  std::list<std::pair<int64_t, Value>> order_;
  std::unordered_map<int64_t, typename std::list<std::pair<int64_t, Value>>::iterator> index_;
};

struct Profile {
  torch::Tensor vector;
  int64_t hits = 0;
};

class Recommender {
 public:
  Recommender() : profiles_(512), items_(torch::nn::functional::normalize(torch::randn({5000, 64}))) {}

  int64_t recommend(int64_t user) {
    Profile* p = profiles_.find(user);
    if (!p) p = &profiles_.put(user, {tower_(load_clicks(user)), 0});
    ++p->hits;
    return items_.mv(p->vector.squeeze(0)).argmax().item<int64_t>();
  }

 private:
  static torch::Tensor load_clicks(int64_t user) {
    torch::manual_seed(user);
    return torch::rand({1, 200});
  }

  UserTower tower_;
  Lru<Profile> profiles_;
  torch::Tensor items_;
};

int main() {
  Recommender rec;
  uint64_t x = 88172645463325252ULL;
  for (long n = 0;; ++n) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    const auto item = rec.recommend(static_cast<int64_t>(x % 10000000));
    if (n % 20000 == 0) std::cout << n << " requests, last item " << item << '\n';
  }
}
