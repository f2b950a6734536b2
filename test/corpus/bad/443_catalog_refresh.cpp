// Two-tower recommender: pairwise training with a rolling refresh of the item catalogue.
#include <torch/torch.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <tuple>

namespace F = torch::nn::functional;

class TowerImpl : public torch::nn::Module {
 public:
  TowerImpl(int64_t in, int64_t dim)
      : body_(torch::nn::Linear(in, 128), torch::nn::ReLU(), torch::nn::Linear(128, dim)) {
    register_module("body", body_);
  }
  torch::Tensor forward(const torch::Tensor& x) {
    return F::normalize(body_->forward(x), F::NormalizeFuncOptions().dim(-1));
  }

 private:
  torch::nn::Sequential body_;
};
TORCH_MODULE(Tower);

class CatalogIndex {
 public:
  CatalogIndex(int64_t items, int64_t dim)
      : table_(torch::zeros({items, dim})), stamp_(torch::zeros({items}, torch::kLong)) {}

  void upsert(const torch::Tensor& ids, const torch::Tensor& vecs, int64_t round) {
    table_.index_copy_(0, ids, vecs);  // WARN: inplace-history
    stamp_.index_fill_(0, ids, round);
  }

  torch::Tensor nearest(const torch::Tensor& query, int64_t k) const {
    torch::NoGradGuard ng;
    return std::get<1>(query.matmul(table_.t()).topk(k, -1));
  }

  int64_t stale(int64_t round) const { return stamp_.lt(round - 20).sum().item<int64_t>(); }

 private:
  torch::Tensor table_;
  torch::Tensor stamp_;
};

class Recommender {
 public:
  Recommender(int64_t items, int64_t feat, int64_t dim)
      : users_(feat, dim), items_(feat, dim), index_(items, dim), features_(torch::randn({items, feat})) {
    auto params = users_->parameters();
    for (auto& p : items_->parameters()) params.push_back(p);
    opt_ = std::make_unique<torch::optim::Adam>(params, torch::optim::AdamOptions(1e-3));
  }

  double train_pairwise(int64_t batch) {
    auto u = users_->forward(torch::randn({batch, features_.size(1)}));
    auto pos = items_->forward(features_.index_select(0, sample(batch)));
    auto neg = items_->forward(features_.index_select(0, sample(batch)));
    auto margin = (u * pos).sum(-1) - (u * neg).sum(-1);
    auto loss = -torch::log_sigmoid(margin).mean();
    opt_->zero_grad();
    loss.backward();
    opt_->step();
    return loss.item<double>();
  }

  void refresh_slice(int64_t round, int64_t width) {
    const int64_t n = features_.size(0);
    auto ids = (torch::arange(width) + round * width).remainder(n);
    index_.upsert(ids, items_->forward(features_.index_select(0, ids)), round);
  }

  double hit_rate(int64_t batch, int64_t k) {
    torch::NoGradGuard ng;
    auto wanted = sample(batch);
    auto q = users_->forward(features_.index_select(0, wanted));
    auto got = index_.nearest(q, k);
    return got.eq(wanted.unsqueeze(-1)).any(-1).to(torch::kFloat).mean().item<double>();
  }

  int64_t stale(int64_t round) const { return index_.stale(round); }
  void save(const std::string& path) { torch::save(items_, path); }

 private:
  torch::Tensor sample(int64_t n) const { return torch::randint(features_.size(0), {n}, torch::kLong); }

  Tower users_, items_;
  CatalogIndex index_;
  torch::Tensor features_;
  std::unique_ptr<torch::optim::Adam> opt_;
};

int main(int argc, char** argv) {
  const int64_t rounds = argc > 1 ? std::atoll(argv[1]) : 100000;
  Recommender rec(4096, 32, 64);
  for (int64_t r = 0; r < rounds; ++r) {
    const double loss = rec.train_pairwise(256);
    rec.refresh_slice(r, 512);
    if (r % 200 == 0)
      std::cout << r << " loss " << loss << " hit@10 " << rec.hit_rate(128, 10) << " stale "
                << rec.stale(r) << std::endl;
    if (r % 5000 == 4999) rec.save("items.pt");
  }
}
