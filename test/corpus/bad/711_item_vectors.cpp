#include <torch/torch.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <queue>
#include <unordered_map>
#include <utility>
#include <vector>

namespace shop {

using ItemId = int64_t;
using Embedder = std::function<torch::Tensor(const torch::Tensor&)>;

class TowerImpl : public torch::nn::Module {
 public:
  TowerImpl(int64_t in, int64_t out) : a_(in, 256), b_(256, out), norm_(torch::nn::LayerNormOptions({256})) {
    register_module("a", a_);
    register_module("b", b_);
    register_module("norm", norm_);
  }
  torch::Tensor forward(const torch::Tensor& x) { return b_->forward(torch::gelu(norm_->forward(a_->forward(x)))); }

 private:
  torch::nn::Linear a_, b_;
  torch::nn::LayerNorm norm_;
};
TORCH_MODULE(Tower);

Embedder make_embedder(Tower tower) {
  tower->eval();
  torch::NoGradGuard no_grad;
  return [tower](const torch::Tensor& features) mutable {
    auto v = tower->forward(features);
    return v / v.norm();
  };
}

class Catalogue {
 public:
  explicit Catalogue(Embedder embed) : embed_(std::move(embed)) {}

  const torch::Tensor& vector_of(ItemId id, const torch::Tensor& features) {
    auto it = vectors_.find(id);
    if (it == vectors_.end()) {
      it = vectors_.emplace(id, embed_(features)).first; // WARN: unguarded-inference
    }
    return it->second;
  }

  std::vector<ItemId> nearest(const torch::Tensor& query, std::size_t k) const {
    using Scored = std::pair<float, ItemId>;
    std::priority_queue<Scored, std::vector<Scored>, std::greater<Scored>> top;
    for (const auto& [id, v] : vectors_) {
      top.emplace(v.dot(query).item<float>(), id);
      if (top.size() > k) top.pop();
    }
    std::vector<ItemId> ids;
    while (!top.empty()) {
      ids.push_back(top.top().second);
      top.pop();
    }
    std::reverse(ids.begin(), ids.end());
    return ids;
  }

  std::size_t size() const { return vectors_.size(); }

 private:
  Embedder embed_;
  std::unordered_map<ItemId, torch::Tensor> vectors_;
};

}  // namespace shop

int main() {
  shop::Catalogue catalogue(shop::make_embedder(shop::Tower(300, 64)));
  // Sellers add items all day long.
  for (shop::ItemId id = 1;; ++id) {
    const auto& v = catalogue.vector_of(id, torch::randn({300}));
    if (id % 1000 == 0) {
      std::cout << catalogue.size() << " items, near " << id << ":";
      for (auto other : catalogue.nearest(v, 5)) std::cout << ' ' << other;
      std::cout << std::endl;
    }
  }
}
