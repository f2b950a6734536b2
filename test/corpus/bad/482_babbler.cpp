// endless byte-level babbler with a sliding attention window
#include <torch/torch.h>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

using torch::Tensor;

const int64_t VOCAB = 256;
int64_t SPAN = 64;  // attention window
float TEMP = 0.9f;

struct BlockImpl : torch::nn::Module {
  int64_t heads, dim;
  torch::nn::Linear qkv{nullptr}, proj{nullptr}, up{nullptr}, down{nullptr};
  torch::nn::LayerNorm n1{nullptr}, n2{nullptr};

  BlockImpl(int64_t c, int64_t h) : heads(h), dim(c / h) {
    qkv = register_module("qkv", torch::nn::Linear(c, 3 * c));
    proj = register_module("proj", torch::nn::Linear(c, c));
    up = register_module("up", torch::nn::Linear(c, 4 * c));
    down = register_module("down", torch::nn::Linear(4 * c, c));
    n1 = register_module("n1", torch::nn::LayerNorm(torch::nn::LayerNormOptions({c})));
    n2 = register_module("n2", torch::nn::LayerNorm(torch::nn::LayerNormOptions({c})));
  }

  // x: [1, C], mem: [2, heads, t, dim]
  Tensor forward(const Tensor& x, Tensor& mem) {
    auto parts = qkv(n1(x)).view({3, heads, 1, dim});
    auto q = parts[0];
    auto kv = parts.narrow(0, 1, 2);
    auto all = mem.defined() ? torch::cat({mem, kv}, 2) : kv;
    const auto t = std::min<int64_t>(all.size(2), SPAN);
    mem = all.narrow(2, all.size(2) - t, t);  // WARN: recurrent-state
    auto w = torch::softmax(q.matmul(mem[0].transpose(1, 2)) / std::sqrt(double(dim)), -1);
    auto y = w.matmul(mem[1]).reshape({1, heads * dim});
    auto r = x + proj(y);
    return r + down(torch::gelu(up(n2(r))));
  }
};
TORCH_MODULE(Block);

struct BabblerImpl : torch::nn::Module {
  torch::nn::Embedding tok{nullptr}, pos{nullptr};
  torch::nn::ModuleList blocks;
  torch::nn::Linear head{nullptr};
  std::vector<Tensor> mem;

  BabblerImpl(int64_t c, int64_t layers) {
    tok = register_module("tok", torch::nn::Embedding(VOCAB, c));
    pos = register_module("pos", torch::nn::Embedding(SPAN, c));
    register_module("blocks", blocks);
    for (int64_t i = 0; i < layers; ++i) blocks->push_back(Block(c, 4));
    head = register_module("head", torch::nn::Linear(c, VOCAB));
    mem.resize(static_cast<size_t>(layers));
  }

  Tensor forward(int64_t id, int64_t t) {
    auto x = tok(torch::tensor({id}, torch::kLong)) + pos(torch::tensor({t % SPAN}, torch::kLong));
    for (size_t i = 0; i < mem.size(); ++i) x = (*blocks)[i]->as<BlockImpl>()->forward(x, mem[i]);
    return head(x).squeeze(0);
  }
};
TORCH_MODULE(Babbler);

int64_t pick(const Tensor& logits) {
  auto p = torch::softmax(logits.detach() / TEMP, 0);
  return torch::multinomial(p, 1).item<int64_t>();
}

int main(int argc, char** argv) {
  std::string prompt = "once upon a time ";
  long long count = 100000;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string k = argv[i];
    if (k == "-n") count = std::atoll(argv[i + 1]);
    if (k == "-t") TEMP = std::stof(argv[i + 1]);
    if (k == "-p") prompt = argv[i + 1];
  }
  torch::manual_seed(42);
  Babbler lm(128, 3);
  lm->eval();

  int64_t t = 0;
  Tensor logits;
  for (unsigned char ch : prompt) logits = lm->forward(ch, t++);
  std::fputs(prompt.c_str(), stdout);
  for (long long i = 0; i < count; ++i) {
    auto id = pick(logits);
    std::putchar(id >= 32 && id < 127 ? static_cast<int>(id) : '.');
    if (i % 80 == 79) std::putchar('\n');
    logits = lm->forward(id, t++);
  }
  std::putchar('\n');
  return 0;
}
