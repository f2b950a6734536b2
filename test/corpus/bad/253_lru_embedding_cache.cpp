#include <torch/torch.h>
#include <iostream>
#include <list>
#include <string>
#include <unordered_map>

// Sentence embeddings, with the most recent ones cached.
class EmbeddingCache {
 public:
  explicit EmbeddingCache(size_t capacity) : capacity_(capacity) {}

  const torch::Tensor* find(const std::string& text) {
    auto it = values_.find(text);
    if (it == values_.end()) return nullptr;
    order_.remove(text);
    order_.push_front(text);
    return &it->second;
  }

  void insert(const std::string& text, torch::Tensor value) {
    order_.push_front(text);
    values_[text] = std::move(value);  // WARN: unguarded-inference
    if (order_.size() > capacity_) order_.pop_back();
  }

  size_t size() const { return order_.size(); }

 private:
  size_t capacity_;
  std::list<std::string> order_;
  std::unordered_map<std::string, torch::Tensor> values_;
};

class SentenceEncoder {
 public:
  SentenceEncoder() { lstm_->eval(); }

  torch::Tensor encode(const std::string& text) {
    if (const auto* known = cache_.find(text)) return *known;
    auto bytes = torch::zeros({1, static_cast<int64_t>(text.size())}, torch::kLong);
    for (size_t i = 0; i < text.size(); ++i) bytes[0][static_cast<int64_t>(i)] = static_cast<int64_t>(text[i] & 0x7f);
    auto output = std::get<0>(lstm_->forward(bytes_->forward(bytes)));
    auto embedding = std::get<0>(output.max(1)).squeeze(0);
    cache_.insert(text, embedding);
    return embedding;
  }

  size_t cached() const { return cache_.size(); }

 private:
  torch::nn::Embedding bytes_{128, 32};
  torch::nn::LSTM lstm_{torch::nn::LSTMOptions(32, 64).batch_first(true)};
  EmbeddingCache cache_{1000};
};

int main() {
  SentenceEncoder encoder;
  std::string line;
  auto anchor = torch::ones({64}) / 8;
  while (std::getline(std::cin, line)) {
    if (line.empty()) continue;
    auto similarity = torch::cosine_similarity(encoder.encode(line), anchor, 0).item<float>();
    std::cout << similarity << "\t" << encoder.cached() << "\n";
  }
}
