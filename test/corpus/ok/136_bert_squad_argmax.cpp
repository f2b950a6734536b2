#include <torch/torch.h>
#include <iostream>
#include <vector>

struct SpanModelImpl : torch::nn::Module {
  SpanModelImpl(int64_t vocab, int64_t dim) {
    emb = register_module("emb", torch::nn::Embedding(vocab, dim));
    enc = register_module("enc", torch::nn::TransformerEncoderLayer(torch::nn::TransformerEncoderLayerOptions(dim, 4)));
    span = register_module("span", torch::nn::Linear(dim, 2));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(torch::Tensor ids) {
    auto h = enc(emb(ids).transpose(0, 1)).transpose(0, 1);
    auto s = span(h).unbind(-1);
    return {s[0], s[1]};
  }
  torch::nn::Embedding emb{nullptr};
  torch::nn::TransformerEncoderLayer enc{nullptr};
  torch::nn::Linear span{nullptr};
};
TORCH_MODULE(SpanModel);

int main() {
  SpanModel m(5000, 64);
  torch::optim::AdamW opt(m->parameters(), 3e-5);
  std::vector<torch::Tensor> predStart, predEnd, hits;
  for (int step = 0; step < 20000; ++step) {
    auto ids = torch::randint(5000, {8, 128}, torch::kLong);
    auto s = torch::randint(128, {8}, torch::kLong), e = torch::randint(128, {8}, torch::kLong);
    auto [ls, le] = m(ids);
    auto loss = 0.5 * (torch::nn::functional::cross_entropy(ls, s) + torch::nn::functional::cross_entropy(le, e));
    opt.zero_grad();
    loss.backward();
    opt.step();
    predStart.push_back(ls.argmax(1));
    predEnd.push_back(std::get<1>(le.max(1)));
    hits.push_back(ls.argmax(1) == s);
  }
  auto acc = torch::cat(hits).to(torch::kFloat).mean();
  std::cout << acc.item<float>() << ' ' << torch::cat(predEnd).sizes() << '\n';
}
