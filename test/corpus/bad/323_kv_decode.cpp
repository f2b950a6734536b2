// minidecode: sample an endless character stream from a two-block decoder
// with a sliding key/value window. Port of generate.py.
#include <torch/torch.h>

#include <cmath>
#include <iostream>
#include <string>
#include <vector>

constexpr int64_t kVocab = 96;
constexpr int64_t kDim = 128;
constexpr int64_t kHeads = 4;
constexpr int64_t kWindow = 32;
constexpr int kBlocks = 2;

struct BlockImpl : torch::nn::Module {
  torch::nn::Linear q{nullptr}, kv{nullptr}, proj{nullptr}, up{nullptr}, down{nullptr};
  torch::nn::LayerNorm n1{nullptr}, n2{nullptr};

  BlockImpl() {
    q = register_module("q", torch::nn::Linear(kDim, kDim));
    kv = register_module("kv", torch::nn::Linear(kDim, 2 * kDim));
    proj = register_module("proj", torch::nn::Linear(kDim, kDim));
    up = register_module("up", torch::nn::Linear(kDim, 4 * kDim));
    down = register_module("down", torch::nn::Linear(4 * kDim, kDim));
    n1 = register_module("n1", torch::nn::LayerNorm(torch::nn::LayerNormOptions(std::vector<int64_t>{kDim})));
    n2 = register_module("n2", torch::nn::LayerNorm(torch::nn::LayerNormOptions(std::vector<int64_t>{kDim})));
  }

  // cache: [B, T, 2*kDim]; returns the window extended by the current position
  torch::Tensor extend(const torch::Tensor& x, const torch::Tensor& cache) {
    auto row = kv(n1(x));
    auto all = cache.defined() ? torch::cat({cache, row}, 1) : row;
    const auto T = all.size(1);
    return T > kWindow ? all.slice(1, T - kWindow, T).contiguous() : all;
  }

  torch::Tensor attend(const torch::Tensor& x, const torch::Tensor& cache) {
    const auto B = x.size(0), T = cache.size(1);
    const int64_t hd = kDim / kHeads;
    auto qq = q(n1(x)).view({B, 1, kHeads, hd}).transpose(1, 2);
    auto parts = cache.chunk(2, 2);
    auto kk = parts[0].reshape({B, T, kHeads, hd}).transpose(1, 2);
    auto vv = parts[1].reshape({B, T, kHeads, hd}).transpose(1, 2);
    auto w = torch::softmax(torch::matmul(qq, kk.transpose(2, 3)) / std::sqrt(double(hd)), -1);
    auto y = torch::matmul(w, vv).transpose(1, 2).reshape({B, 1, kDim});
    auto r = x + proj(y);
    return r + down(torch::gelu(up(n2(r))));
  }
};
TORCH_MODULE(Block);

int main() {
  torch::manual_seed(1234);
  torch::nn::Embedding tok_emb(kVocab, kDim);
  torch::nn::Linear lm_head(kDim, kVocab);
  std::vector<Block> blocks;
  for (int i = 0; i < kBlocks; ++i) {
    blocks.emplace_back(Block());
    blocks.back()->eval();
  }

  const double temperature = 0.8;
  std::vector<torch::Tensor> cache(kBlocks);
  auto token = torch::zeros({1, 1}, torch::kLong);
  std::string line;

  while (true) {
    auto x = tok_emb(token);
    for (int l = 0; l < kBlocks; ++l) {
      cache[l] = blocks[l]->extend(x, cache[l]);  // WARN: recurrent-state
      x = blocks[l]->attend(x, cache[l]);
    }
    auto logits = lm_head(x.squeeze(1)) / temperature;
    token = torch::multinomial(torch::softmax(logits, -1), 1);

    line.push_back(static_cast<char>(32 + token.item<int64_t>() % 95));
    if (line.size() == 72) {
      std::cout << line << std::endl;
      line.clear();
    }
  }
}
