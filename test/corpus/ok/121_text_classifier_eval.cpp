#include <torch/torch.h>
#include <iostream>
#include <vector>

struct ClassifierImpl : torch::nn::Module {
  ClassifierImpl(int64_t vocab, int64_t dim, int64_t classes)
      : tok(torch::nn::EmbeddingOptions(vocab, dim).padding_idx(0)), attn(torch::nn::MultiheadAttentionOptions(dim, 4).dropout(0.1)), norm(torch::nn::LayerNormOptions({dim})), ff(dim, dim), cls(dim, classes) {
    register_module("tok", tok);
    register_module("attn", attn);
    register_module("norm", norm);
    register_module("ff", ff);
    register_module("cls", cls);
  }
  torch::Tensor forward(torch::Tensor ids) {
    auto pad = ids.eq(0);
    auto x = tok(ids).transpose(0, 1);
    auto a = std::get<0>(attn(x, x, x, pad));
    x = norm(x + a);
    x = x + torch::gelu(ff(x));
    return cls(x[0]);
  }
  torch::nn::Embedding tok;
  torch::nn::MultiheadAttention attn;
  torch::nn::LayerNorm norm;
  torch::nn::Linear ff, cls;
};
TORCH_MODULE(Classifier);

struct Example {
  torch::Tensor ids;
  torch::Tensor label;
};

double accuracy(Classifier model, const std::vector<Example>& dev) {
  model->eval();
  torch::NoGradGuard guard;
  std::vector<torch::Tensor> all_logits, all_labels;
  for (const auto& ex : dev) {
    all_logits.push_back(model(ex.ids).cpu());
    all_labels.push_back(ex.label);
  }
  auto logits = torch::cat(all_logits);
  auto labels = torch::cat(all_labels);
  return logits.argmax(-1).eq(labels).to(torch::kFloat).mean().item<double>();
}

int main() {
  Classifier model(3000, 64, 4);
  torch::optim::AdamW optimizer(model->parameters(), torch::optim::AdamWOptions(5e-5).weight_decay(0.01));
  std::vector<Example> train, dev;
  for (int i = 0; i < 120; ++i) (i % 6 ? train : dev).push_back({torch::randint(1, 3000, {16, 32}, torch::kLong), torch::randint(4, {16}, torch::kLong)});
  double best = 0;
  for (int epoch = 0; epoch < 4; ++epoch) {
    model->train();
    for (const auto& ex : train) {
      optimizer.zero_grad();
      auto loss = torch::nn::functional::cross_entropy(model(ex.ids), ex.label);
      loss.backward();
      torch::nn::utils::clip_grad_norm_(model->parameters(), 1.0);
      optimizer.step();
    }
    auto acc = accuracy(model, dev);
    if (acc > best) {
      best = acc;
      torch::save(model, "classifier.pt");
    }
    std::cout << "epoch " << epoch << " acc " << acc << '\n';
  }
}
