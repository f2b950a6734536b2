#include <torch/torch.h>
#include <array>
#include <iostream>
#include <vector>

struct TinyGptImpl : torch::nn::Module {
  TinyGptImpl(int64_t vocab, int64_t dim, int64_t ctx) : ctx(ctx) {
    tok = register_module("tok", torch::nn::Embedding(vocab, dim));
    pos = register_module("pos", torch::nn::Embedding(ctx, dim));
    for (int i = 0; i < 2; ++i) blocks->push_back(torch::nn::TransformerEncoderLayer(torch::nn::TransformerEncoderLayerOptions(dim, 4).dropout(0.0)));
    register_module("blocks", blocks);
    head = register_module("head", torch::nn::Linear(dim, vocab));
  }
  torch::Tensor forward(torch::Tensor ids) {
    auto n = ids.size(0);
    auto mask = torch::full({n, n}, -1e9).triu(1);
    auto x = tok(ids) + pos(torch::arange(n, torch::kLong)).unsqueeze(1);
    for (auto& b : *blocks) x = b->as<torch::nn::TransformerEncoderLayer>()->forward(x, mask);
    return head(x);
  }
  int64_t ctx;
  torch::nn::Embedding tok{nullptr}, pos{nullptr};
  torch::nn::ModuleList blocks;
  torch::nn::Linear head{nullptr};
};
TORCH_MODULE(TinyGpt);

class Generator {
 public:
  explicit Generator(TinyGpt model) : model_(model) { model_->eval(); }

  std::vector<int64_t> generate(std::vector<int64_t> prompt, int64_t n) {
    for (int64_t i = 0; i < n; ++i) {
      std::vector<int64_t> window(prompt.end() - std::min<int64_t>(prompt.size(), model_->ctx), prompt.end());
      auto logits = model_->forward(torch::tensor(window).unsqueeze(1))[-1][0];
      auto next = torch::softmax(logits / 0.8, 0).multinomial(1).item<int64_t>();
      logprobs_.push_back(torch::log_softmax(logits, 0)[next]);  // WARN: unguarded-inference
      prompt.push_back(next);
    }
    return prompt;
  }

  double perplexity() const {
    double s = 0;
    for (auto& l : logprobs_) s -= l.item<double>();
    return std::exp(s / logprobs_.size());
  }

 private:
  TinyGpt model_;
  std::vector<torch::Tensor> logprobs_;
};

int main() {
  TinyGpt model(512, 64, 64);
  torch::load(model, "tiny-gpt.pt");
  Generator gen(model);
  for (int r = 0; r < 10000; ++r) {
    auto out = gen.generate({1, 2, 3}, 128);
    std::cout << out.back() << ' ' << gen.perplexity() << '\n';
  }
}
