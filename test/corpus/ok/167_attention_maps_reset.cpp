#include <torch/torch.h>
#include <iostream>
#include <vector>

struct AttnBlockImpl : torch::nn::Module {
  AttnBlockImpl(int64_t d) {
    qkv = register_module("qkv", torch::nn::Linear(d, 3 * d));
    out = register_module("out", torch::nn::Linear(d, d));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    auto p = qkv(x).chunk(3, -1);
    auto a = torch::softmax(torch::bmm(p[0], p[1].transpose(1, 2)) / std::sqrt((double)x.size(-1)), -1);
    return {x + out(torch::bmm(a, p[2])), a};
  }
  torch::nn::Linear qkv{nullptr}, out{nullptr};
};
TORCH_MODULE(AttnBlock);

struct ViTImpl : torch::nn::Module {
  ViTImpl(int64_t d, int n) {
    for (int i = 0; i < n; ++i) blocks->push_back(AttnBlock(d));
    register_module("blocks", blocks);
    head = register_module("head", torch::nn::Linear(d, 10));
  }
  torch::Tensor forward(torch::Tensor x) {
    attention_maps.clear();
    for (auto& b : *blocks) {
      auto [y, a] = b->as<AttnBlock>()->forward(x);
      attention_maps.push_back(a);
      x = y;
    }
    return head(x.mean(1));
  }
  torch::Tensor entropy() const {
    torch::Tensor e = torch::zeros({});
    for (auto& a : attention_maps) e = e - (a * (a + 1e-9).log()).sum(-1).mean();
    return e / (double)attention_maps.size();
  }
  torch::nn::ModuleList blocks;
  torch::nn::Linear head{nullptr};
  std::vector<torch::Tensor> attention_maps;
};
TORCH_MODULE(ViT);

int main() {
  ViT vit(32, 4);
  torch::optim::AdamW opt(vit->parameters(), 3e-4);
  for (int i = 0; i < 10000; ++i) {
    auto logits = vit(torch::randn({8, 16, 32}));
    auto loss = torch::nn::functional::cross_entropy(logits, torch::randint(10, {8}, torch::kLong)) + 0.01 * vit->entropy();
    opt.zero_grad();
    loss.backward();
    opt.step();
    if (i % 100 == 0) std::cout << loss.item<float>() << std::endl;
  }
}
