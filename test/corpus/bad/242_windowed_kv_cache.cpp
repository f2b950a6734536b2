#include <torch/torch.h>
#include <cmath>
#include <iostream>
#include <string>

// One attention layer with a sliding key/value window, fed a token at a time.
struct Window {
  torch::Tensor state;  // [heads, positions, dim]
};

struct StreamingAttentionImpl : torch::nn::Module {
  StreamingAttentionImpl(int64_t dim, int64_t heads)
      : heads_(heads),
        query_(register_module("query", torch::nn::Linear(dim, dim))),
        memory_(register_module("memory", torch::nn::Linear(dim, dim))),
        out_(register_module("out", torch::nn::Linear(dim, dim))) {}

  torch::Tensor forward(const torch::Tensor& x, Window& window) {
    auto q = split(query_(x));
    auto kv = split(memory_(x));
    extend(window, kv);
    auto weights = torch::softmax(q.matmul(window.state.transpose(1, 2)) / std::sqrt(double(q.size(2))), -1);
    auto mixed = weights.matmul(window.state);
    return x + out_(mixed.transpose(0, 1).reshape({1, -1}));
  }

 private:
  static constexpr int64_t kPositions = 256;

  torch::Tensor split(const torch::Tensor& x) const { return x.view({1, heads_, -1}).transpose(0, 1); }

  static void extend(Window& window, const torch::Tensor& kv) {
    if (!window.state.defined()) {
      window.state = torch::zeros({kv.size(0), kPositions, kv.size(2)});
    }
    auto kept = window.state.slice(1, 1);
    window.state = torch::cat({kept, kv}, 1);  // WARN: recurrent-state
  }

  int64_t heads_;
  torch::nn::Linear query_, memory_, out_;
};
TORCH_MODULE(StreamingAttention);

int64_t pick(const torch::Tensor& logits) { return logits.argmax(-1).item<int64_t>(); }

int main() {
  torch::nn::Embedding tokens(32000, 128);
  StreamingAttention layer(128, 4);
  torch::nn::Linear head(128, 32000);
  layer->eval();

  Window window;
  int64_t token = 1;
  std::string line;
  for (;;) {
    auto x = tokens(torch::tensor({token}));
    auto y = layer->forward(x, window);
    token = pick(head(y));
    line += std::to_string(token) + ' ';
    if (line.size() > 200) {
      std::cout << line << std::endl;
      line.clear();
    }
  }
}
