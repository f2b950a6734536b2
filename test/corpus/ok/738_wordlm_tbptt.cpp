#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <tuple>
#include <utility>

using Hidden = std::tuple<torch::Tensor, torch::Tensor>;

static Hidden repackage_hidden(const Hidden& h) {
  return std::apply([](const auto&... t) { return std::make_tuple(t.detach()...); }, h);
}

struct WordLMImpl : torch::nn::Module {
  WordLMImpl(int64_t vocab, int64_t dim, int64_t layers) : vocab(vocab), dim(dim), layers(layers) {
    drop = register_module("drop", torch::nn::Dropout(0.2));
    enc = register_module("enc", torch::nn::Embedding(vocab, dim));
    rnn = register_module("rnn", torch::nn::LSTM(torch::nn::LSTMOptions(dim, dim).num_layers(layers)));
    dec = register_module("dec", torch::nn::Linear(dim, vocab));
    dec->weight = enc->weight;  // tied
  }

  std::pair<torch::Tensor, Hidden> forward(const torch::Tensor& tokens, const Hidden& h) {
    auto emb = drop(enc(tokens));
    auto [out, next] = rnn->forward(emb, h);
    return {dec(drop(out)).reshape({-1, vocab}), next};
  }

  Hidden init_hidden(int64_t batch) const {
    auto z = torch::zeros({layers, batch, dim});
    return {z, z.clone()};
  }

  int64_t vocab, dim, layers;
  torch::nn::Dropout drop{nullptr};
  torch::nn::Embedding enc{nullptr};
  torch::nn::LSTM rnn{nullptr};
  torch::nn::Linear dec{nullptr};
};
TORCH_MODULE(WordLM);

struct TrainState {
  Hidden hidden;
  torch::Tensor last_loss;
  double total = 0;
  int64_t chunks = 0;
};

static torch::Tensor batchify(const torch::Tensor& ids, int64_t bsz) {
  auto n = ids.size(0) / bsz;
  return ids.narrow(0, 0, n * bsz).view({bsz, -1}).t().contiguous();
}

static void train_chunk(WordLM& lm, torch::optim::Optimizer& opt, const torch::Tensor& x, const torch::Tensor& y,
                        TrainState& st) {
  st.hidden = repackage_hidden(st.hidden);
  opt.zero_grad();
  torch::Tensor logits;
  std::tie(logits, st.hidden) = lm->forward(x, st.hidden);
  st.last_loss = torch::nn::functional::cross_entropy(logits, y.reshape({-1}));
  st.last_loss.backward();
  torch::nn::utils::clip_grad_norm_(lm->parameters(), 0.25);
  opt.step();
  st.total += st.last_loss.item<double>();
  st.chunks++;
}

static double train_epoch(WordLM& lm, torch::optim::Optimizer& opt, const torch::Tensor& data, TrainState& st,
                          int64_t bptt) {
  lm->train();
  st.total = 0;
  st.chunks = 0;
  for (int64_t i = 0; i + 1 < data.size(0); i += bptt) {
    auto len = std::min(bptt, data.size(0) - 1 - i);
    train_chunk(lm, opt, data.narrow(0, i, len), data.narrow(0, i + 1, len), st);
    if (st.chunks % 100 == 0) std::cout << "  chunk " << st.chunks << " loss " << st.last_loss.item<float>() << "\n";
  }
  return st.total / static_cast<double>(std::max<int64_t>(st.chunks, 1));
}

int main() {
  const int64_t vocab = 5000, batch = 20;
  auto data = batchify(torch::randint(vocab, {200000}, torch::kLong), batch);
  WordLM lm(vocab, 200, 2);
  torch::optim::SGD opt(lm->parameters(), torch::optim::SGDOptions(20.0));

  TrainState st;
  st.hidden = lm->init_hidden(batch);
  for (int epoch = 0; epoch < 1000; ++epoch) {
    auto loss = train_epoch(lm, opt, data, st, 35);
    std::cout << "epoch " << epoch << " ppl " << std::exp(loss) << std::endl;
  }
}
