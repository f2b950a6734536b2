#include <torch/torch.h>
#include <iostream>
#include <list>

class SentimentEngine {
 public:
  SentimentEngine(int64_t vocab, int64_t dim)
      : emb_(torch::nn::EmbeddingBagOptions(vocab, dim).mode(torch::kMean)), mlp_(torch::nn::Linear(dim, 64), torch::nn::ReLU(), torch::nn::Linear(64, 3)) {
    emb_->eval();
    mlp_->eval();
  }

  int64_t classify(const torch::Tensor& tokens) {
    torch::NoGradGuard();
    auto probs = torch::softmax(mlp_->forward(emb_->forward(tokens.unsqueeze(0))), 1);
    recent_.push_back(probs);  // WARN: ineffective-guard
    return probs.argmax(1).item<int64_t>();
  }

  void summary() const {
    double pos = 0;
    for (const auto& p : recent_) pos += p[0][2].item<double>();
    std::cout << "mean positive " << pos / recent_.size() << std::endl;
  }

 private:
  torch::nn::EmbeddingBag emb_;
  torch::nn::Sequential mlp_;
  std::list<torch::Tensor> recent_;
};

int main() {
  SentimentEngine engine(30000, 50);
  for (int i = 0; i < 1000000; ++i) {
    engine.classify(torch::randint(30000, {40}, torch::kLong));
    if (i % 10000 == 9999) engine.summary();
  }
}
