#include <torch/torch.h>
#include <memory>
#include <string>
#include <vector>

class Embedder {
 public:
  Embedder() : table_(50000, 128), proj_(128, 64) {
  }
  torch::Tensor embed(const std::vector<int64_t>& ids, bool fast) {
    if (fast) {
      torch::NoGradGuard guard;
      return compute(ids);
    }
    return compute(ids);
  }
  void warm_up() {
    torch::NoGradGuard guard;
    compute({0, 1, 2});
  }

 private:
  torch::Tensor compute(const std::vector<int64_t>& ids) {
    return proj_->forward(table_->forward(torch::tensor(ids)).mean(0));
  }
  torch::nn::Embedding table_;
  torch::nn::Linear proj_;
};

class Index {
 public:
  Index() {
    embedder_.warm_up();
  }
  void add_document(const std::vector<int64_t>& ids) {
    documents_.push_back(embedder_.embed(ids, false));  // WARN: unguarded-inference
  }
  size_t size() const {
    return documents_.size();
  }

 private:
  Embedder embedder_;
  std::vector<torch::Tensor> documents_;
};
