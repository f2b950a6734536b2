// Offline ranking job: scores document shards and writes one number per document at the end.
#include <torch/torch.h>

#include <cstdint>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ranking {

struct ScorerConfig {
  int64_t feature_dim = 256;
  int64_t hidden_dim = 512;
  int64_t batch_size = 64;
  int64_t num_batches = 200000;
  std::string output_path = "/tmp/scores.tsv";
};

struct Shard {
  std::vector<int64_t> doc_ids;
  torch::Tensor features;
};

class ShardReader {
 public:
  explicit ShardReader(const ScorerConfig& cfg) : cfg_(cfg) {}

  bool next(Shard& shard) {
    if (served_ >= cfg_.num_batches) return false;
    shard.doc_ids.resize(static_cast<size_t>(cfg_.batch_size));
    for (int64_t i = 0; i < cfg_.batch_size; ++i) {
      shard.doc_ids[static_cast<size_t>(i)] = served_ * cfg_.batch_size + i;
    }
    shard.features = torch::randn({cfg_.batch_size, cfg_.feature_dim});
    ++served_;
    return true;
  }

 private:
  const ScorerConfig& cfg_;
  int64_t served_ = 0;
};

class Ranker {
 public:
  virtual ~Ranker() = default;
  virtual torch::Tensor score(const torch::Tensor& features) = 0;
};

class MlpRanker : public Ranker {
 public:
  explicit MlpRanker(const ScorerConfig& cfg)
      : net_(torch::nn::Linear(cfg.feature_dim, cfg.hidden_dim), torch::nn::GELU(),
             torch::nn::Linear(cfg.hidden_dim, cfg.hidden_dim), torch::nn::GELU(),
             torch::nn::Linear(cfg.hidden_dim, 1)) {
    net_->eval();
  }

  torch::Tensor score(const torch::Tensor& features) override {
    auto raw = net_->forward(features);
    return torch::sigmoid(raw).squeeze(1);
  }

 private:
  torch::nn::Sequential net_;
};

class ScoreSink {
 public:
  void add(const Shard& shard, torch::Tensor scores) {
    ids_.insert(ids_.end(), shard.doc_ids.begin(), shard.doc_ids.end());
    chunks_.push_back(std::move(scores));  // WARN: unguarded-inference
  }

  void write(const std::string& path) const {
    std::ofstream os(path);
    size_t row = 0;
    for (const auto& chunk : chunks_) {
      for (int64_t i = 0; i < chunk.size(0); ++i) {
        os << ids_[row++] << '\t' << chunk[i].item<float>() << '\n';
      }
    }
  }

  size_t rows() const { return ids_.size(); }

 private:
  std::vector<int64_t> ids_;
  std::vector<torch::Tensor> chunks_;
};

class ScoringJob {
 public:
  ScoringJob(ScorerConfig cfg, std::unique_ptr<Ranker> ranker)
      : cfg_(std::move(cfg)), ranker_(std::move(ranker)) {}

  void run() {
    ShardReader reader(cfg_);
    Shard shard;
    while (reader.next(shard)) {
      sink_.add(shard, ranker_->score(shard.features));
      if (sink_.rows() % 64000 == 0) std::cerr << sink_.rows() << " documents\n";
    }
    sink_.write(cfg_.output_path);
  }

 private:
  ScorerConfig cfg_;
  std::unique_ptr<Ranker> ranker_;
  ScoreSink sink_;
};

}  // namespace ranking

int main(int argc, char** argv) {
  ranking::ScorerConfig cfg;
  if (argc > 1) cfg.output_path = argv[1];
  ranking::ScoringJob job(cfg, std::make_unique<ranking::MlpRanker>(cfg));
  job.run();
}
