#include <torch/torch.h>
#include <array>
#include <future>
#include <iostream>
#include <vector>

// Reranks candidates in parallel, one asynchronous call a shard.
class Reranker {
 public:
  Reranker() {
    net_->eval();
  }

  torch::Tensor scores(torch::Tensor query, torch::Tensor candidates) const {
    auto pairs = torch::cat({query.expand_as(candidates), candidates}, 1);
    return const_cast<torch::nn::Sequential&>(net_)->forward(pairs).squeeze(1);
  }

 private:
  torch::nn::Sequential net_{torch::nn::Linear(256, 256), torch::nn::ReLU(), torch::nn::Linear(256, 1)};
};

class ScoreArchive {
 public:
  void put(size_t shard, torch::Tensor scores) {
    shards_[shard].push_back(std::move(scores));  // WARN: ineffective-guard
  }
  double mean(size_t shard) const {
    double sum = 0;
    for (const auto& s : shards_[shard]) sum += s.mean().item<double>();
    return shards_[shard].empty() ? 0 : sum / static_cast<double>(shards_[shard].size());
  }

 private:
  std::array<std::vector<torch::Tensor>, 4> shards_;
};

void serve(const Reranker& reranker, ScoreArchive& archive) {
  torch::InferenceMode inference;
  for (int64_t request = 0;; ++request) {
    auto query = torch::randn({1, 128});
    std::array<std::future<torch::Tensor>, 4> answers;
    for (auto& answer : answers) {
      answer = std::async(std::launch::async, [&reranker, query] {
        return reranker.scores(query.clone(), torch::randn({64, 128}));
      });
    }
    for (size_t shard = 0; shard < answers.size(); ++shard) archive.put(shard, answers[shard].get());
    if (request % 1000 == 999) std::cout << archive.mean(0) << "\n";
  }
}

int main() {
  Reranker reranker;
  ScoreArchive archive;
  serve(reranker, archive);
}
