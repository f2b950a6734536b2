#include <torch/torch.h>

#include <cmath>
#include <functional>
#include <iostream>
#include <list>
#include <optional>
#include <string>
#include <vector>

namespace lm {

struct Cache {
  torch::Tensor k, v;
  void extend(const torch::Tensor& nk, const torch::Tensor& nv) {
    k = k.defined() ? torch::cat({k, nk}, 0) : nk;
    v = v.defined() ? torch::cat({v, nv}, 0) : nv;
  }
  void reset() { k = v = torch::Tensor(); }
};

class BlockImpl : public torch::nn::Module {
 public:
  explicit BlockImpl(int64_t d) : d_(d) {
    qkv_ = register_module("qkv", torch::nn::Linear(d, 3 * d));
    up_ = register_module("up", torch::nn::Linear(d, 4 * d));
    down_ = register_module("down", torch::nn::Linear(4 * d, d));
    norm_ = register_module("norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({d})));
  }
  torch::Tensor step(torch::Tensor x) {
    auto p = qkv_(norm_(x)).chunk(3, -1);
    cache_.extend(p[1], p[2]);
    auto w = torch::softmax(p[0].matmul(cache_.k.t()) / std::sqrt(static_cast<double>(d_)), -1);
    x = x + w.matmul(cache_.v);
    return x + down_(torch::gelu(up_(x)));
  }
  void forget() { cache_.reset(); }

 private:
  int64_t d_;
  torch::nn::Linear qkv_{nullptr}, up_{nullptr}, down_{nullptr};
  torch::nn::LayerNorm norm_{nullptr};
  Cache cache_;
};
TORCH_MODULE(Block);

class Decoder : public torch::nn::Module {
 public:
  Decoder(int64_t vocab, int64_t d, int layers) {
    emb_ = register_module("emb", torch::nn::Embedding(vocab, d));
    for (int i = 0; i < layers; ++i) blocks_.push_back(register_module("b" + std::to_string(i), Block(d)));
  }
  torch::Tensor next_logits(int64_t token) {
    auto x = emb_(torch::full({1}, token, torch::kLong));
    for (auto& b : blocks_) x = b->step(x);
    return x.matmul(emb_->weight.t()).squeeze(0);
  }
  void forget() {
    for (auto& b : blocks_) b->forget();
  }

 private:
  torch::nn::Embedding emb_{nullptr};
  std::vector<Block> blocks_;
};

struct Completion {
  std::vector<int64_t> tokens;
  torch::Tensor last_logits;
};

class Server {
 public:
  Server() : model_(512, 96, 3) { model_.eval(); }

  Completion complete(const std::vector<int64_t>& prompt, size_t budget) {
    torch::Tensor logits;
    for (auto t : prompt) logits = model_.next_logits(t);
    Completion c;
    while (c.tokens.size() < budget) {
      const auto t = torch::softmax(logits / 0.8, -1).multinomial(1).item<int64_t>();
      if (t == 0) break;
      c.tokens.push_back(t);
      logits = model_.next_logits(t);
    }
    c.last_logits = logits;
    model_.forget();
    return c;
  }

  template <class Source, class Sink>
  void serve(Source&& source, Sink&& sink) {
    const c10::InferenceMode inference;
    while (auto prompt = source()) {
      recent_.push_back(complete(*prompt, 64));
      sink(recent_.back());
      if (recent_.size() > 20) recent_.pop_front();
    }
  }

 private:
  Decoder model_;
  std::list<Completion> recent_;
};

}  // namespace lm

int main() {
  lm::Server server;
  uint64_t n = 0;
  server.serve(
      [&]() -> std::optional<std::vector<int64_t>> { return std::vector<int64_t>{1, 7, static_cast<int64_t>(++n % 500) + 1}; },
      [&](const lm::Completion& c) {
        if (n % 50 == 0) std::cout << n << ": " << c.tokens.size() << " tokens, max " << c.last_logits.max().item<float>() << '\n';
      });
}
