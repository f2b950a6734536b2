#include <torch/torch.h>
#include <cmath>
#include <iostream>
#include <vector>

namespace F = torch::nn::functional;

struct LMImpl : torch::nn::Module {
  LMImpl(int64_t vocab, int64_t d, int64_t heads, int64_t layers)
      : emb(vocab, d), enc(torch::nn::TransformerEncoderOptions(torch::nn::TransformerEncoderLayerOptions(d, heads), layers)), head(d, vocab), d_(d) {
    register_module("emb", emb);
    register_module("enc", enc);
    register_module("head", head);
    auto pos = torch::arange(0, 512).unsqueeze(1);
    auto div = torch::exp(torch::arange(0, d, 2) * (-std::log(10000.0) / d));
    auto p = torch::zeros({512, d});
    p.index_put_({torch::indexing::Slice(), torch::indexing::Slice(0, torch::indexing::None, 2)}, torch::sin(pos * div));
    p.index_put_({torch::indexing::Slice(), torch::indexing::Slice(1, torch::indexing::None, 2)}, torch::cos(pos * div));
    pe = register_buffer("pe", p.unsqueeze(1));
  }
  torch::Tensor forward(torch::Tensor ids) {
    auto n = ids.size(0);
    auto mask = torch::full({n, n}, -INFINITY).triu(1);
    auto x = emb(ids) * std::sqrt((double)d_) + pe.slice(0, 0, n);
    return head(enc(x, mask));
  }
  torch::nn::Embedding emb;
  torch::nn::TransformerEncoder enc;
  torch::nn::Linear head;
  torch::Tensor pe;
  int64_t d_;
};
TORCH_MODULE(LM);

double evaluate(LM& m, const std::vector<std::pair<torch::Tensor, torch::Tensor>>& batches) {
  m->eval();
  torch::NoGradGuard ng;
  double total = 0;
  for (auto& [x, y] : batches) {
    auto out = m(x);
    total += F::cross_entropy(out.reshape({-1, out.size(-1)}), y.reshape(-1)).item<double>();
  }
  return total / batches.size();
}

int main() {
  LM lm(1000, 64, 4, 2);
  torch::optim::SGD sgd(lm->parameters(), 5.0);
  torch::optim::StepLR sched(sgd, 1, 0.95);
  std::vector<std::pair<torch::Tensor, torch::Tensor>> train, val;
  for (int i = 0; i < 200; ++i) {
    auto seq = torch::randint(1000, {36, 20}, torch::kLong);
    (i < 180 ? train : val).emplace_back(seq.slice(0, 0, 35), seq.slice(0, 1, 36));
  }
  std::vector<double> ppl;
  double best = 1e9;
  for (int epoch = 0; epoch < 20; ++epoch) {
    lm->train();
    double total = 0;
    for (auto& [x, y] : train) {
      sgd.zero_grad();
      auto out = lm(x);
      auto loss = F::cross_entropy(out.view({-1, 1000}), y.reshape(-1));
      loss.backward();
      torch::nn::utils::clip_grad_norm_(lm->parameters(), 0.5);
      sgd.step();
      total += loss.item<double>();
    }
    auto v = evaluate(lm, val);
    ppl.push_back(std::exp(v));
    if (v < best) {
      best = v;
      torch::save(lm, "best.pt");
    }
    sched.step();
    std::cout << epoch << ' ' << total / train.size() << ' ' << ppl.back() << '\n';
  }
}
