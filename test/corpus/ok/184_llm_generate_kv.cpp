#include <torch/torch.h>
#include <iostream>
#include <vector>

struct KV {
  torch::Tensor k, v;
};

struct DecoderLayerImpl : torch::nn::Module {
  explicit DecoderLayerImpl(int64_t d) : ln(torch::nn::LayerNormOptions({d})), qkv(d, 3 * d), proj(d, d), ff(torch::nn::Linear(d, 4 * d), torch::nn::GELU(), torch::nn::Linear(4 * d, d)) {
    register_module("ln", ln);
    register_module("qkv", qkv);
    register_module("proj", proj);
    register_module("ff", ff);
  }
  torch::Tensor forward(torch::Tensor x, KV& cache) {
    auto p = qkv(ln(x)).chunk(3, -1);
    cache.k = cache.k.defined() ? torch::cat({cache.k, p[1]}, 1) : p[1];
    cache.v = cache.v.defined() ? torch::cat({cache.v, p[2]}, 1) : p[2];
    auto a = torch::softmax(torch::bmm(p[0], cache.k.transpose(1, 2)) / std::sqrt((double)x.size(-1)), -1);
    x = x + proj(torch::bmm(a, cache.v));
    return x + ff->forward(x);
  }
  torch::nn::LayerNorm ln;
  torch::nn::Linear qkv, proj;
  torch::nn::Sequential ff;
};
TORCH_MODULE(DecoderLayer);

class Llm {
 public:
  Llm(int64_t vocab, int64_t d, int n) : emb_(vocab, d), head_(d, vocab) {
    for (int i = 0; i < n; ++i) layers_.emplace_back(d);
  }
  std::vector<int64_t> generate(const std::vector<int64_t>& prompt, int maxNew) {
    torch::InferenceMode guard;
    std::vector<KV> cache(layers_.size());
    std::vector<int64_t> out = prompt;
    auto x = torch::tensor(prompt).unsqueeze(0);
    std::vector<torch::Tensor> steps;
    for (int i = 0; i < maxNew; ++i) {
      auto h = emb_(x);
      for (size_t l = 0; l < layers_.size(); ++l) h = layers_[l](h, cache[l]);
      auto logits = head_(h.select(1, -1));
      steps.push_back(logits);
      auto next = logits.argmax(-1);
      out.push_back(next.item<int64_t>());
      x = next.unsqueeze(0);
    }
    lastLogits_ = torch::cat(steps);
    return out;
  }

 private:
  torch::nn::Embedding emb_;
  torch::nn::Linear head_;
  std::vector<DecoderLayer> layers_;
  torch::Tensor lastLogits_;
};

int main() {
  Llm llm(1000, 64, 4);
  for (int i = 0; i < 100; ++i) std::cout << llm.generate({1, 2, 3, 4}, 32).size() << '\n';
}
