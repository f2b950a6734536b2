#include <torch/torch.h>
#include <cstdint>
#include <unordered_map>

class MatrixFactorization : public torch::nn::Module {
 public:
  MatrixFactorization(int64_t users, int64_t items, int64_t k) : user_(users, k), item_(items, k) {
    register_module("user", user_);
    register_module("item", item_);
  }
  torch::Tensor forward(torch::Tensor u, torch::Tensor i) {
    return (user_(u) * item_(i)).sum(1);
  }
  torch::Tensor user_vector(int64_t id) {
    return user_(torch::tensor({id})).squeeze(0);
  }

 private:
  torch::nn::Embedding user_, item_;
};

class RecommendService {
 public:
  explicit RecommendService(std::shared_ptr<MatrixFactorization> m) : model_(std::move(m)) {
  }

  torch::Tensor top_items(int64_t user, const torch::Tensor& all_items) {
    torch::NoGradGuard guard;
    auto v = lookup(user);
    auto scores = all_items.matmul(v);
    return std::get<1>(scores.topk(10));
  }

 private:
  const torch::Tensor& lookup(int64_t user) {
    auto it = vectors_.find(user);
    if (it == vectors_.end())
      it = vectors_.emplace(user, model_->user_vector(user)).first;
    return it->second;
  }
  std::shared_ptr<MatrixFactorization> model_;
  std::unordered_map<int64_t, torch::Tensor> vectors_;
};
