// Two tower recommender. Item vectors of the last forward are kept for the ANN dump.
#include <torch/torch.h>
#include <functional>
#include <iostream>

namespace rec {

struct TowerImpl : torch::nn::Module {
  TowerImpl(int64_t vocab, int64_t dim)
      : emb(vocab, 32), mlp(torch::nn::Linear(32, 64), torch::nn::ReLU(), torch::nn::Linear(64, dim)) {
    register_module("emb", emb);
    register_module("mlp", mlp);
  }
  torch::Tensor forward(const torch::Tensor& ids) { return mlp->forward(emb(ids)); }
  torch::nn::Embedding emb;
  torch::nn::Sequential mlp;
};
TORCH_MODULE(Tower);

class ItemIndex {
 public:
  ItemIndex(int64_t items, int64_t dim) : rows_(torch::zeros({items, dim})) {}

  void refresh(const torch::Tensor& ids, const torch::Tensor& vecs) {
    rows_.index_put_({ids}, vecs);  // WARN: inplace-history
    ++writes_;
  }

  torch::Tensor top(const torch::Tensor& user, int64_t k) const {
    torch::NoGradGuard ng;
    auto scores = torch::mv(rows_, user);
    return std::get<1>(scores.topk(k));
  }
  int64_t writes() const { return writes_; }

 private:
  torch::Tensor rows_;
  int64_t writes_ = 0;
};

using BatchHook = std::function<void(const torch::Tensor&, const torch::Tensor&)>;

double train_epoch(Tower& users, Tower& items, torch::optim::Optimizer& opt, const BatchHook& hook) {
  double total = 0;
  for (int b = 0; b < 100; ++b) {
    auto u = torch::randint(5000, {128}, torch::kLong);
    auto i = torch::randint(2000, {128}, torch::kLong);
    auto uv = users->forward(u);
    auto iv = items->forward(i);
    auto logits = torch::matmul(uv, iv.t());
    auto loss = torch::nn::functional::cross_entropy(logits, torch::arange(128));
    opt.zero_grad();
    loss.backward();
    opt.step();
    total += loss.item<double>();
    hook(i, iv);
  }
  return total / 100;
}

}  // namespace rec

int main() {
  rec::Tower users(5000, 48), items(2000, 48);
  auto params = users->parameters();
  for (auto& p : items->parameters()) params.push_back(p);
  torch::optim::Adagrad opt(params, 0.05);

  rec::ItemIndex index(2000, 48);
  auto hook = [&](const torch::Tensor& ids, const torch::Tensor& v) { index.refresh(ids, v); };
  for (int epoch = 0; epoch < 10000; ++epoch) {
    double l = rec::train_epoch(users, items, opt, hook);
    torch::NoGradGuard ng;
    auto probe = users->forward(torch::tensor({int64_t(1)})).squeeze(0);
    std::cout << "epoch " << epoch << " loss " << l << " best item "
              << index.top(probe, 5)[0].item<int64_t>() << " writes " << index.writes() << "\n";
  }
}
