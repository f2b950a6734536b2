#include <torch/torch.h>

#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace shop {

class TowerImpl : public torch::nn::Module {
 public:
  TowerImpl(int64_t vocab, int64_t dim)
      : table_(register_module("table", torch::nn::EmbeddingBag(vocab, dim))),
        mlp_(register_module("mlp", torch::nn::Sequential(torch::nn::Linear(dim, dim), torch::nn::GELU(),
                                                          torch::nn::Linear(dim, dim)))) {}
  torch::Tensor forward(const torch::Tensor& ids) {
    return torch::nn::functional::normalize(mlp_->forward(table_(ids)));
  }

 private:
  torch::nn::EmbeddingBag table_;
  torch::nn::Sequential mlp_;
};
TORCH_MODULE(Tower);

inline void lock_weights(torch::nn::Module& m) {
  m.eval();
  for (auto& p : m.parameters()) p.set_requires_grad(false);
}

class ItemIndex {
 public:
  void upsert(const std::string& sku, torch::Tensor vec) {
    vectors_[sku] = std::move(vec);
    dirty_ = true;
  }
  void retire(const std::string& sku) { dirty_ = vectors_.erase(sku) > 0 || dirty_; }

  std::vector<std::string> nearest(const torch::Tensor& q, int64_t k) {
    if (dirty_) rebuild();
    std::vector<std::string> out;
    if (names_.empty()) return out;
    auto scores = matrix_.mv(q);
    auto top = std::get<1>(scores.topk(std::min<int64_t>(k, scores.size(0))));
    for (int64_t i = 0; i < top.size(0); ++i) out.push_back(names_[top[i].item<int64_t>()]);
    return out;
  }

 private:
  void rebuild() {
    std::vector<torch::Tensor> rows;
    names_.clear();
    for (auto& [sku, v] : vectors_) {
      names_.push_back(sku);
      rows.push_back(v);
    }
    if (!rows.empty()) matrix_ = torch::stack(rows);
    dirty_ = false;
  }
  std::map<std::string, torch::Tensor> vectors_;
  std::vector<std::string> names_;
  torch::Tensor matrix_;
  bool dirty_ = false;
};

class SearchService {
 public:
  SearchService() : tower_(30000, 64) { lock_weights(*tower_); }

  void on_item(const std::string& sku, const torch::Tensor& ids) { index_.upsert(sku, embed(ids)); }
  void on_removed(const std::string& sku) { index_.retire(sku); }
  std::vector<std::string> on_query(const torch::Tensor& ids) {
    last_query_ = last_query_.defined() ? 0.7 * embed(ids) + 0.3 * last_query_ : embed(ids);
    return index_.nearest(last_query_, 5);
  }

 private:
  torch::Tensor embed(const torch::Tensor& ids) { return tower_(ids.unsqueeze(0)).squeeze(0); }
  Tower tower_;
  ItemIndex index_;
  torch::Tensor last_query_;
};

}  // namespace shop

int main() {
  shop::SearchService service;
  auto words = [] { return torch::randint(0, 30000, {9}, torch::kLong); };
  for (long n = 0;; ++n) {
    service.on_item("sku-" + std::to_string(n % 2000), words());
    if (n % 7 == 0) service.on_removed("sku-" + std::to_string((n * 13) % 2000));
    auto hits = service.on_query(words());
    if (n % 1000 == 0 && !hits.empty()) std::cout << n << " best " << hits.front() << "\n";
  }
}
