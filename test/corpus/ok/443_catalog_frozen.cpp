// News recommender: article vectors are recomputed in place while the encoder trains.
#include <torch/torch.h>

#include <cstdlib>
#include <deque>
#include <iostream>
#include <memory>
#include <numeric>
#include <tuple>
#include <utility>

template <class Fn>
decltype(auto) without_tape(Fn&& fn) {
  torch::NoGradGuard guard;
  return std::forward<Fn>(fn)();
}

struct EncoderImpl : torch::nn::Module {
  EncoderImpl(int64_t vocab, int64_t dim) {
    words = register_module("words", torch::nn::EmbeddingBag(vocab, dim));
    proj = register_module("proj", torch::nn::Linear(dim, dim));
  }
  torch::Tensor forward(const torch::Tensor& tokens) { return torch::tanh(proj->forward(words->forward(tokens))); }
  torch::nn::EmbeddingBag words{nullptr};
  torch::nn::Linear proj{nullptr};
};
TORCH_MODULE(Encoder);

class ArticleStore {
 public:
  ArticleStore(int64_t n, int64_t len, int64_t vocab, int64_t dim)
      : tokens_(torch::randint(vocab, {n, len}, torch::kLong)), vectors_(torch::zeros({n, dim})) {}

  void rebuild(Encoder& enc, const torch::Tensor& ids) {
    without_tape([&] {
      auto fresh = enc->forward(tokens_.index_select(0, ids));
      vectors_.index_copy_(0, ids, fresh);
    });
  }

  void nudge(Encoder& enc, int64_t id) {
    auto v = enc->forward(tokens_.narrow(0, id, 1)).squeeze(0);
    vectors_[id].lerp_(v.detach(), 0.5);
  }

  torch::Tensor candidates(const torch::Tensor& user, int64_t k) const {
    return std::get<1>(vectors_.mv(user.detach()).topk(k));
  }

  torch::Tensor tokens(const torch::Tensor& ids) const { return tokens_.index_select(0, ids); }
  int64_t size() const { return tokens_.size(0); }

 private:
  torch::Tensor tokens_;
  torch::Tensor vectors_;
};

class Session {
 public:
  Session(int64_t users, int64_t dim)
      : enc_(5000, dim), users_(torch::nn::Embedding(users, dim)), store_(2000, 24, 5000, dim) {
    auto p = enc_->parameters();
    for (auto& u : users_->parameters()) p.push_back(u);
    opt_ = std::make_unique<torch::optim::Adagrad>(p, torch::optim::AdagradOptions(0.05));
  }

  double click_batch(int64_t n) {
    auto u = torch::randint(users_->weight.size(0), {n}, torch::kLong);
    auto a = torch::randint(store_.size(), {n}, torch::kLong);
    auto y = (u + a).remainder(3).eq(0).to(torch::kFloat);
    auto logit = (users_->forward(u) * enc_->forward(store_.tokens(a))).sum(-1);
    auto loss = torch::binary_cross_entropy_with_logits(logit, y);
    opt_->zero_grad();
    loss.backward();
    opt_->step();
    store_.rebuild(enc_, std::get<0>(at::_unique(a)));
    store_.nudge(enc_, a[0].item<int64_t>());
    recent_.push_back(loss.item<double>());
    if (recent_.size() > 100) recent_.pop_front();
    return std::accumulate(recent_.begin(), recent_.end(), 0.0) / static_cast<double>(recent_.size());
  }

  torch::Tensor recommend(int64_t user) { return store_.candidates(users_->weight[user], 5); }

 private:
  Encoder enc_;
  torch::nn::Embedding users_;
  ArticleStore store_;
  std::unique_ptr<torch::optim::Adagrad> opt_;
  std::deque<double> recent_;
};

int main(int argc, char** argv) {
  const long batches = argc > 1 ? std::atol(argv[1]) : 300000;
  Session session(800, 48);
  for (long b = 0; b < batches; ++b) {
    const double loss = session.click_batch(128);
    if (b % 250 == 0) std::cout << b << " bce " << loss << "\n" << session.recommend(b % 800) << std::endl;
  }
}
