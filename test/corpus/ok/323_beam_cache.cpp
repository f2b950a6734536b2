// Greedy decoding with per-layer key/value windows. The sampler is driven from main.
#include <torch/torch.h>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>

using torch::Tensor;

struct GptOpts { int64_t vocab = 80, dim = 96, heads = 3, layers = 3, window = 24; };

struct LayerImpl : torch::nn::Module {
  GptOpts o;
  torch::nn::Linear qkv{nullptr}, out{nullptr}, fc{nullptr}, fo{nullptr};
  explicit LayerImpl(const GptOpts& opts) : o(opts) {
    qkv = register_module("qkv", torch::nn::Linear(o.dim, 3 * o.dim));
    out = register_module("out", torch::nn::Linear(o.dim, o.dim));
    fc = register_module("fc", torch::nn::Linear(o.dim, 4 * o.dim));
    fo = register_module("fo", torch::nn::Linear(4 * o.dim, o.dim));
  }

  Tensor heads(const Tensor& t) { return t.view({t.size(0), t.size(1), o.heads, o.dim / o.heads}).transpose(1, 2); }

  Tensor forward(Tensor x, Tensor& k_cache, Tensor& v_cache) {
    auto p = qkv(x).split(o.dim, 2);
    auto k = heads(p[1].contiguous());
    auto v = heads(p[2].contiguous());
    k_cache = k_cache.defined() ? torch::cat({k_cache, k}, 2) : k;
    v_cache = v_cache.defined() ? torch::cat({v_cache, v}, 2) : v;
    if (k_cache.size(2) > o.window) {
      k_cache = k_cache.narrow(2, k_cache.size(2) - o.window, o.window).clone();
      v_cache = v_cache.narrow(2, v_cache.size(2) - o.window, o.window).clone();
    }
    auto q = heads(p[0].contiguous());
    auto att = torch::softmax(q.matmul(k_cache.transpose(-2, -1)) / std::sqrt(double(o.dim / o.heads)), -1);
    auto mixed = att.matmul(v_cache).transpose(1, 2).reshape({x.size(0), x.size(1), o.dim});
    x = x + out(mixed);
    return x + fo(torch::relu(fc(x)));
  }
};
TORCH_MODULE(Layer);

struct Gpt {
  GptOpts o;
  torch::nn::Embedding wte;
  torch::nn::Linear lm;
  std::vector<Layer> layers;
  std::vector<Tensor> ks, vs;

  explicit Gpt(const GptOpts& opts) : o(opts), wte(o.vocab, o.dim), lm(o.dim, o.vocab), ks(o.layers), vs(o.layers) {
    for (int64_t i = 0; i < o.layers; ++i) layers.push_back(Layer(o));
  }

  Tensor next(const Tensor& token) {
    Tensor x = wte(token);
    for (size_t i = 0; i < layers.size(); ++i) x = layers[i]->forward(x, ks[i], vs[i]);
    return lm(x.select(1, 0));
  }
};

int main() {
  torch::manual_seed(0);
  GptOpts opts;
  Gpt gpt(opts);
  torch::NoGradGuard no_grad;

  Tensor token = torch::zeros({1, 1}, torch::kLong);
  Tensor usage = torch::zeros({opts.vocab});
  std::string text;
  for (unsigned long n = 1;; ++n) {
    Tensor probs = torch::softmax(gpt.next(token) / 0.7, -1);
    usage = 0.999 * usage + 0.001 * probs.squeeze(0);
    token = torch::multinomial(probs, 1);
    text += char('!' + token.item<int64_t>());
    if (n % 4096 == 0) {
      std::cout << text.substr(text.size() - 64) << "  perplexity "
                << std::exp(-(usage * (usage + 1e-9).log()).sum().item<double>()) << std::endl;
      text.clear();
    }
  }
}
