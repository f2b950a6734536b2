#include <torch/torch.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <iostream>
#include <random>
#include <utility>
#include <vector>

struct SearchConfig {
  int64_t vocabulary = 5000;
  int64_t dims = 64;
  int64_t catalogue = 4000;
  int64_t topK = 10;
  size_t historyLimit = 256;
};

struct Hit {
  int64_t product;
  float score;
};

class QueryEncoderImpl : public torch::nn::Module {
 public:
  explicit QueryEncoderImpl(const SearchConfig& cfg)
      : bag_(torch::nn::EmbeddingBagOptions(cfg.vocabulary, cfg.dims).mode(torch::kMean)), proj_(cfg.dims, cfg.dims) {
    register_module("bag", bag_);
    register_module("proj", proj_);
  }
  torch::Tensor forward(const torch::Tensor& words) {
    return torch::tanh(proj_->forward(bag_->forward(words)));
  }

 private:
  torch::nn::EmbeddingBag bag_;
  torch::nn::Linear proj_;
};
TORCH_MODULE(QueryEncoder);

class ProductSearch {
 public:
  explicit ProductSearch(SearchConfig cfg) : cfg_(cfg), encoder_(cfg_), popularity_(torch::zeros({cfg_.catalogue})) {
    encoder_->eval();
    torch::NoGradGuard guard;
    auto words = torch::randint(0, cfg_.vocabulary, {cfg_.catalogue, 6}, torch::kLong);
    index_ = encoder_->forward(words);
  }

  std::vector<Hit> query(const std::vector<int64_t>& words) {
    auto encoded = encoder_->forward(torch::tensor(words).unsqueeze(0)).squeeze(0);
    auto scores = torch::mv(index_, encoded);
    auto [values, ids] = scores.topk(cfg_.topK);

    remember(ids, values.gt(0.0));
    std::vector<Hit> hits;
    for (int64_t i = 0; i < cfg_.topK; ++i) {
      hits.push_back({ids[i].item<int64_t>(), values[i].item<float>()});
    }
    return hits;
  }

  std::vector<int64_t> trending(int64_t n) const {
    auto order = popularity_.argsort(0, /*descending=*/true).narrow(0, 0, n);
    return {order.data_ptr<int64_t>(), order.data_ptr<int64_t>() + n};
  }

  double answerRate() const {
    double answered = 0.0;
    for (const auto& page : pages_) answered += page.second.any().item<bool>() ? 1.0 : 0.0;
    return pages_.empty() ? 0.0 : answered / static_cast<double>(pages_.size());
  }

 private:
  void remember(const torch::Tensor& ids, const torch::Tensor& relevant) {
    popularity_.index_add_(0, ids, relevant.to(torch::kFloat));
    pages_.emplace_back(ids, relevant);
    if (pages_.size() > cfg_.historyLimit) pages_.pop_front();
  }

  SearchConfig cfg_;
  QueryEncoder encoder_;
  torch::Tensor index_;
  torch::Tensor popularity_;
  std::deque<std::pair<torch::Tensor, torch::Tensor>> pages_;
};

int main() {
  SearchConfig cfg;
  ProductSearch search(cfg);
  std::mt19937_64 rng(99);
  std::uniform_int_distribution<int64_t> word(0, cfg.vocabulary - 1);

  for (uint64_t served = 1;; ++served) {
    std::vector<int64_t> words(1 + served % 5);
    std::generate(words.begin(), words.end(), [&] { return word(rng); });
    const auto hits = search.query(words);
    if (served % 5000 == 0) {
      std::cout << served << " queries, last best " << hits.front().product << " (" << hits.front().score
                << "), answered " << search.answerRate() << ", trending " << search.trending(3)[0] << std::endl;
    }
  }
}
