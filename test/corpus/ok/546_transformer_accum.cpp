#include <torch/torch.h>
#include <cmath>
#include <iostream>

// Tiny GPT with gradient accumulation over micro batches of different size.

struct BlockImpl : torch::nn::Module {
  BlockImpl(int64_t d, int64_t heads) : heads(heads) {
    ln1 = register_module("ln1", torch::nn::LayerNorm(torch::nn::LayerNormOptions({d})));
    ln2 = register_module("ln2", torch::nn::LayerNorm(torch::nn::LayerNormOptions({d})));
    qkv = register_module("qkv", torch::nn::Linear(d, 3 * d));
    proj = register_module("proj", torch::nn::Linear(d, d));
    mlp = register_module("mlp", torch::nn::Sequential(torch::nn::Linear(d, 4 * d), torch::nn::GELU(), torch::nn::Linear(4 * d, d)));
  }
  torch::Tensor forward(torch::Tensor x) {
    auto B = x.size(0), T = x.size(1), D = x.size(2);
    auto parts = qkv->forward(ln1->forward(x)).view({B, T, 3, heads, D / heads}).permute({2, 0, 3, 1, 4});
    auto att = parts[0].matmul(parts[1].transpose(-2, -1)) / std::sqrt(double(D / heads));
    auto mask = torch::ones({T, T}, torch::kBool).triu(1);
    att = att.masked_fill(mask, -1e9).softmax(-1);
    x = x + proj->forward(att.matmul(parts[2]).transpose(1, 2).reshape({B, T, D}));
    return x + mlp->forward(ln2->forward(x));
  }
  int64_t heads;
  torch::nn::LayerNorm ln1{nullptr}, ln2{nullptr};
  torch::nn::Linear qkv{nullptr}, proj{nullptr};
  torch::nn::Sequential mlp{nullptr};
};
TORCH_MODULE(Block);

struct GPTImpl : torch::nn::Module {
  GPTImpl(int64_t vocab, int64_t d, int64_t ctx) {
    tok = register_module("tok", torch::nn::Embedding(vocab, d));
    pos = register_module("pos", torch::nn::Embedding(ctx, d));
    blocks = register_module("blocks", torch::nn::Sequential(Block(d, 4), Block(d, 4)));
    head = register_module("head", torch::nn::Linear(d, vocab));
  }
  torch::Tensor forward(const torch::Tensor& t) {
    auto x = tok->forward(t) + pos->forward(torch::arange(t.size(1), torch::kLong));
    return head->forward(blocks->forward(x));
  }
  torch::nn::Embedding tok{nullptr}, pos{nullptr};
  torch::nn::Sequential blocks{nullptr};
  torch::nn::Linear head{nullptr};
};
TORCH_MODULE(GPT);

class Accumulator {
 public:
  Accumulator(GPT model, torch::optim::Optimizer& opt, int64_t budget) : model_(model), opt_(opt), budget_(budget) {}

  // Token-weighted sum; the update runs as soon as enough tokens have been seen.
  bool add(const torch::Tensor& nll_sum, int64_t tokens) {
    sum_ = sum_.defined() ? sum_ + nll_sum : nll_sum;
    tokens_ += tokens;
    if (tokens_ < budget_) return false;
    auto loss = sum_ / tokens_;
    loss.backward();
    last_ = loss.item<double>();
    norm_ = torch::nn::utils::clip_grad_norm_(model_->parameters(), 1.0);
    opt_.step();
    opt_.zero_grad();
    sum_ = torch::Tensor();
    tokens_ = 0;
    ++updates_;
    return true;
  }
  double last() const { return last_; }
  double norm() const { return norm_; }
  long updates() const { return updates_; }

 private:
  GPT model_;
  torch::optim::Optimizer& opt_;
  torch::Tensor sum_;
  int64_t budget_, tokens_ = 0;
  double last_ = 0, norm_ = 0;
  long updates_ = 0;
};

int main() {
  const int64_t vocab = 512, ctx = 128;
  GPT gpt(vocab, 128, ctx);
  torch::optim::AdamW opt(gpt->parameters(), torch::optim::AdamWOptions(3e-4).weight_decay(0.1));
  Accumulator acc(gpt, opt, 16384);
  auto corpus = torch::randint(vocab, {1000000}, torch::kLong);

  double smooth = 0;
  while (acc.updates() < 100000) {
    auto len = torch::randint(16, ctx, {1}, torch::kLong).item<int64_t>();
    auto idx = torch::randint(corpus.size(0) - len - 1, {8, 1}, torch::kLong) + torch::arange(len + 1);
    auto seq = corpus.index({idx});
    auto logits = gpt->forward(seq.slice(1, 0, len));
    auto nll = torch::cross_entropy_loss(logits.flatten(0, 1), seq.slice(1, 1).flatten(), {}, at::Reduction::Sum);
    if (!acc.add(nll, 8 * len)) continue;
    smooth = acc.updates() == 1 ? acc.last() : 0.95 * smooth + 0.05 * acc.last();
    if (acc.updates() % 50 == 0)
      std::cout << acc.updates() << " loss " << smooth << " |g| " << acc.norm() << "\n";
  }
}
