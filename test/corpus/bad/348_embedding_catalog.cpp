#include <torch/torch.h>

#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace catalog {

class TextEncoderImpl : public torch::nn::Module {
public:
  TextEncoderImpl(int64_t vocab, int64_t dim)
      : emb_(register_module("emb", torch::nn::EmbeddingBag(torch::nn::EmbeddingBagOptions(vocab, dim)))),
        proj_(register_module("proj", torch::nn::Linear(dim, dim))),
        norm_(register_module("norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({dim})))) {}

  torch::Tensor forward(const torch::Tensor& ids) {
    auto offsets = torch::zeros({1}, torch::kLong);
    return norm_(torch::gelu(proj_(emb_(ids, offsets)))).squeeze(0);
  }

private:
  torch::nn::EmbeddingBag emb_;
  torch::nn::Linear proj_;
  torch::nn::LayerNorm norm_;
};
TORCH_MODULE(TextEncoder);

inline torch::Tensor tokenize(const std::string& text) {
  std::vector<int64_t> ids;
  ids.reserve(text.size());
  for (unsigned char c : text) ids.push_back(c);
  return torch::tensor(ids, torch::kLong);
}

class ProductIndex {
public:
  explicit ProductIndex(TextEncoder enc) : enc_(std::move(enc)) { enc_->eval(); }

  void upsert(const std::string& sku, const std::string& title) {
    torch::NoGradGuard();
    auto vec = enc_->forward(tokenize(title));
    vec = vec / vec.norm();
    rows_.insert_or_assign(sku, vec);  // WARN: ineffective-guard
  }

  std::string nearest(const std::string& query) const {
    torch::NoGradGuard guard;
    auto q = const_cast<TextEncoder&>(enc_)->forward(tokenize(query));
    std::string best;
    float bestScore = -1e9f;
    for (const auto& [sku, v] : rows_) {
      const float s = torch::dot(q, v).item<float>();
      if (s > bestScore) {
        bestScore = s;
        best = sku;
      }
    }
    return best;
  }

  std::size_t size() const { return rows_.size(); }

private:
  TextEncoder enc_;
  std::map<std::string, torch::Tensor> rows_;
};

}  // namespace catalog

int main() {
  catalog::ProductIndex index(catalog::TextEncoder(256, 96));
  for (unsigned long n = 0;; ++n) {
    const auto sku = "SKU-" + std::to_string(n);
    index.upsert(sku, "product number " + std::to_string(n * 7919 % 10007));
    if (n % 500 == 0)
      std::cout << index.size() << " rows, nearest to 'number 42': " << index.nearest("number 42") << std::endl;
  }
}
