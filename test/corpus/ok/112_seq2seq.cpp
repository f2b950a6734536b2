#include <torch/torch.h>
#include <vector>

namespace s2s {
struct EncoderImpl : torch::nn::Module {
  EncoderImpl(int64_t v, int64_t h) : emb(v, h), gru(torch::nn::GRUOptions(h, h)) {
    register_module("emb", emb);
    register_module("gru", gru);
  }
  std::tuple<torch::Tensor, torch::Tensor> forward(torch::Tensor src) { return gru->forward(emb(src)); }
  torch::nn::Embedding emb;
  torch::nn::GRU gru;
};
TORCH_MODULE(Encoder);

struct DecoderImpl : torch::nn::Module {
  DecoderImpl(int64_t v, int64_t h) : emb(v, h), cell(h, h), out(h, v) {
    register_module("emb", emb);
    register_module("cell", cell);
    register_module("out", out);
  }
  torch::Tensor forward(torch::Tensor hidden, torch::Tensor target, double teacher_forcing) {
    std::vector<torch::Tensor> logits;
    std::vector<torch::Tensor> attn;
    auto tok = torch::zeros({target.size(1)}, torch::kLong);
    for (int64_t t = 0; t < target.size(0); ++t) {
      hidden = cell(emb(tok), hidden);
      auto l = out(hidden);
      logits.push_back(l);
      tok = torch::rand({1}).item<double>() < teacher_forcing ? target[t] : l.argmax(1);
    }
    return torch::stack(logits);
  }
  torch::nn::Embedding emb;
  torch::nn::GRUCell cell;
  torch::nn::Linear out;
};
TORCH_MODULE(Decoder);
}  // namespace s2s

int main() {
  s2s::Encoder enc(200, 64);
  s2s::Decoder dec(200, 64);
  auto params = enc->parameters();
  auto dp = dec->parameters();
  params.insert(params.end(), dp.begin(), dp.end());
  torch::optim::Adam opt(params, 1e-3);
  for (int it = 0; it < 10000; ++it) {
    auto src = torch::randint(200, {12, 16}, torch::kLong), tgt = torch::randint(200, {10, 16}, torch::kLong);
    auto h = std::get<1>(enc(src))[0];
    auto logits = dec(h, tgt, 0.5);
    auto loss = torch::nll_loss(torch::log_softmax(logits.flatten(0, 1), 1), tgt.flatten());
    opt.zero_grad();
    loss.backward();
    opt.step();
    if (it % 100 == 0) printf("%d %.3f\n", it, loss.item<double>());
  }
}
