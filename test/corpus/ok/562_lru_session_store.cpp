#include <torch/torch.h>
#include <algorithm>
#include <functional>
#include <iostream>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

template <class K, class V>
class LruCache {
 public:
  using OnInsert = std::function<void(V&)>;
  LruCache(std::size_t cap, OnInsert hook) : cap_(cap), hook_(std::move(hook)) {}

  V* get(const K& k) {
    auto it = map_.find(k);
    if (it == map_.end()) return nullptr;
    order_.splice(order_.begin(), order_, it->second);
    return &it->second->second;
  }
  void put(const K& k, V v) {
    if (hook_) hook_(v);
    if (auto* existing = get(k)) {
      *existing = std::move(v);
      return;
    }
    order_.emplace_front(k, std::move(v));
    map_[k] = order_.begin();
    if (map_.size() > cap_) {
      map_.erase(order_.back().first);
      order_.pop_back();
    }
  }
  std::size_t size() const { return map_.size(); }

 private:
  std::size_t cap_;
  OnInsert hook_;
  std::list<std::pair<K, V>> order_;
  std::unordered_map<K, typename std::list<std::pair<K, V>>::iterator> map_;
};

using LayerStates = std::vector<torch::Tensor>;

struct StackedGruImpl : torch::nn::Module {
  StackedGruImpl(int64_t in, int64_t hid, int layers) : hidden(hid) {
    for (int i = 0; i < layers; ++i)
      cells.push_back(register_module("cell" + std::to_string(i), torch::nn::GRUCell(i ? hid : in, hid)));
    head = register_module("head", torch::nn::Linear(hid, 3));
  }
  std::pair<torch::Tensor, LayerStates> forward(torch::Tensor x, LayerStates s) {
    for (std::size_t i = 0; i < cells.size(); ++i) x = s[i] = cells[i]->forward(x, s[i]);
    return {torch::softmax(head(x), -1), std::move(s)};
  }
  LayerStates blank() const { return LayerStates(cells.size(), torch::zeros({1, hidden})); }
  std::vector<torch::nn::GRUCell> cells;
  torch::nn::Linear head{nullptr};
  int64_t hidden;
};
TORCH_MODULE(StackedGru);

class IntentService {
 public:
  IntentService()
      : sessions_(64, [](LayerStates& s) {
          std::transform(s.begin(), s.end(), s.begin(), [](const auto& t) { return t.detach(); });
        }) {
    net_->eval();
  }
  int64_t onUtterance(const std::string& user, const torch::Tensor& features) {
    auto* known = sessions_.get(user);
    auto [probs, next] = net_->forward(features, known ? *known : net_->blank());
    sessions_.put(user, std::move(next));
    return probs.argmax(-1).item<int64_t>();
  }

 private:
  StackedGru net_{20, 128, 3};
  LruCache<std::string, LayerStates> sessions_;
};

int main() {
  IntentService svc;
  std::array<int64_t, 3> histogram{};
  for (uint64_t n = 1;; ++n) {
    const auto user = "u" + std::to_string((n * 2654435761u) % 500);
    ++histogram[svc.onUtterance(user, torch::randn({1, 20}))];
    if (n % 10000 == 0) std::cout << histogram[0] << ' ' << histogram[1] << ' ' << histogram[2] << '\n';
  }
}
