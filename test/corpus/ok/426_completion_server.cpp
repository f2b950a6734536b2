// Line-completion server: one decoder, keys and values of a request are cached while it is generated.
#include <torch/torch.h>

#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

struct KvCache {
  torch::Tensor k, v;

  void append(const torch::Tensor& nk, const torch::Tensor& nv) {
    k = k.defined() ? torch::cat({k, nk}, 1) : nk;
    v = v.defined() ? torch::cat({v, nv}, 1) : nv;
  }
};

struct AttnBlockImpl : torch::nn::Module {
  explicit AttnBlockImpl(int64_t dim)
      : scale_(1.0 / std::sqrt(static_cast<double>(dim))),
        qkv(register_module("qkv", torch::nn::Linear(dim, 3 * dim))),
        up(register_module("up", torch::nn::Linear(dim, 4 * dim))),
        down(register_module("down", torch::nn::Linear(4 * dim, dim))) {}

  torch::Tensor forward(const torch::Tensor& x, KvCache& cache) {
    auto parts = qkv->forward(x).chunk(3, -1);
    cache.append(parts[1], parts[2]);
    auto w = torch::softmax(torch::matmul(parts[0], cache.k.transpose(1, 2)) * scale_, -1);
    auto y = x + torch::matmul(w, cache.v);
    return y + down->forward(torch::gelu(up->forward(y)));
  }

  double scale_;
  torch::nn::Linear qkv, up, down;
};
TORCH_MODULE(AttnBlock);

class Decoder : public torch::nn::Module {
 public:
  Decoder(int64_t vocab, int64_t dim, size_t depth)
      : tok_(register_module("tok", torch::nn::Embedding(vocab, dim))),
        lm_(register_module("lm", torch::nn::Linear(dim, vocab))) {
    for (size_t i = 0; i < depth; ++i) {
      blocks_.push_back(register_module("b" + std::to_string(i), AttnBlock(dim)));
    }
  }

  torch::Tensor step(int64_t token, std::vector<KvCache>& caches) {
    auto x = tok_->forward(torch::full({1, 1}, token, torch::kLong));
    for (size_t i = 0; i < blocks_.size(); ++i) {
      x = blocks_[i]->forward(x, caches[i]);
    }
    return lm_->forward(x).select(1, 0);
  }

  size_t depth() const { return blocks_.size(); }

 private:
  torch::nn::Embedding tok_;
  torch::nn::Linear lm_;
  std::vector<AttnBlock> blocks_;
};

class CompletionServer {
 public:
  explicit CompletionServer(std::shared_ptr<Decoder> d) : decoder_(std::move(d)) { decoder_->eval(); }

  std::string complete(const std::string& prompt) {
    std::vector<KvCache> caches(decoder_->depth());
    torch::Tensor logits;
    for (unsigned char c : prompt) logits = decoder_->step(c % 128, caches);
    std::string out;
    torch::Tensor confidence = torch::zeros({});
    for (int i = 0; i < kMaxNew && logits.defined(); ++i) {
      auto p = logits.log_softmax(-1);
      const auto next = p.argmax(-1).item<int64_t>();
      confidence = confidence + p.max();
      if (next == '\n') break;
      out.push_back(static_cast<char>(next));
      logits = decoder_->step(next, caches);
    }
    total_confidence_ += confidence.item<double>();
    ++requests_;
    return out;
  }

  double average_confidence() const { return requests_ ? total_confidence_ / requests_ : 0.0; }

 private:
  static constexpr int kMaxNew = 24;
  std::shared_ptr<Decoder> decoder_;
  double total_confidence_ = 0.0;
  int64_t requests_ = 0;
};

int main() {
  CompletionServer server(std::make_shared<Decoder>(128, 64, 3));
  for (std::string line; std::getline(std::cin, line);) {
    if (line.size() > 100) line.resize(100);
    if (line == ":stats") {
      std::cout << server.average_confidence() << '\n';
      continue;
    }
    std::cout << server.complete(line) << std::endl;
  }
}
