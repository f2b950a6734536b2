#include <torch/torch.h>
#include <iostream>
#include <memory>

struct EncImpl : torch::nn::Module {
  explicit EncImpl(torch::nn::Embedding e) : emb(register_module("emb", e)), rnn(register_module("rnn", torch::nn::GRU(64, 64))) {}
  torch::Tensor forward(torch::Tensor x) { return std::get<1>(rnn(emb(x)))[0]; }
  torch::nn::Embedding emb;
  torch::nn::GRU rnn;
};
TORCH_MODULE(Enc);

struct DecImpl : torch::nn::Module {
  explicit DecImpl(torch::nn::Embedding e) : emb(register_module("emb", e)) {}
  torch::Tensor forward(torch::Tensor h) { return torch::matmul(h, emb->weight.t()); }
  torch::nn::Embedding emb;
};
TORCH_MODULE(Dec);

struct TiedImpl : torch::nn::Module {
  explicit TiedImpl(int64_t vocab) {
    torch::nn::Embedding shared(vocab, 64);
    enc = register_module("enc", Enc(shared));
    dec = register_module("dec", Dec(shared));
  }
  torch::Tensor forward(torch::Tensor x) { return dec(enc(x)); }
  Enc enc{nullptr};
  Dec dec{nullptr};
};
TORCH_MODULE(Tied);

int main() {
  for (int64_t vocab : {500, 1000, 2000}) {
    Tied t(vocab);
    torch::optim::Adagrad opt(t->enc->parameters(), 0.01);
    for (int i = 0; i < 1000; ++i) {
      auto loss = torch::nn::functional::cross_entropy(t(torch::randint(vocab, {10, 8}, torch::kLong)), torch::randint(vocab, {8}, torch::kLong));
      opt.zero_grad();
      loss.backward();
      opt.step();
    }
    std::cout << vocab << " done\n";
  }
}
