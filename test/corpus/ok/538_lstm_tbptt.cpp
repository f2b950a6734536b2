#include <torch/torch.h>
#include <cmath>
#include <iostream>
#include <optional>
#include <tuple>

// Word level LM, truncated back-propagation as in the classic word_language_model example.
using Hidden = std::tuple<torch::Tensor, torch::Tensor>;

struct RNNModelImpl : torch::nn::Module {
  RNNModelImpl(int64_t ntoken, int64_t ninp, int64_t nhid, int64_t layers)
      : nhid(nhid), layers(layers) {
    drop = register_module("drop", torch::nn::Dropout(0.2));
    encoder = register_module("encoder", torch::nn::Embedding(ntoken, ninp));
    rnn = register_module("rnn", torch::nn::LSTM(torch::nn::LSTMOptions(ninp, nhid).num_layers(layers)));
    decoder = register_module("decoder", torch::nn::Linear(nhid, ntoken));
  }
  std::tuple<torch::Tensor, Hidden> forward(const torch::Tensor& in, const Hidden& h) {
    auto [out, hn] = rnn->forward(drop->forward(encoder->forward(in)), h);
    return {decoder->forward(drop->forward(out)), hn};
  }
  Hidden init_hidden(int64_t bsz) const {
    return {torch::zeros({layers, bsz, nhid}), torch::zeros({layers, bsz, nhid})};
  }
  int64_t nhid, layers;
  torch::nn::Dropout drop{nullptr};
  torch::nn::Embedding encoder{nullptr};
  torch::nn::LSTM rnn{nullptr};
  torch::nn::Linear decoder{nullptr};
};
TORCH_MODULE(RNNModel);

template <class... Ts>
std::tuple<Ts...> repackage_hidden(const std::tuple<Ts...>& h) {
  return std::apply([](const auto&... t) { return std::make_tuple(t.detach()...); }, h);
}

torch::Tensor batchify(const torch::Tensor& data, int64_t bsz) {
  auto n = data.size(0) / bsz;
  return data.narrow(0, 0, n * bsz).view({bsz, -1}).t().contiguous();
}

double evaluate(RNNModel& model, const torch::Tensor& src, int64_t bptt) {
  torch::NoGradGuard no_grad;
  model->eval();
  double total = 0;
  auto hidden = model->init_hidden(src.size(1));
  for (int64_t i = 0; i + 1 < src.size(0); i += bptt) {
    auto len = std::min(bptt, src.size(0) - 1 - i);
    auto [logits, h] = model->forward(src.narrow(0, i, len), hidden);
    hidden = h;
    total += len * torch::cross_entropy_loss(logits.flatten(0, 1), src.narrow(0, i + 1, len).flatten()).item<double>();
  }
  model->train();
  return total / (src.size(0) - 1);
}

int main() {
  const int64_t vocab = 5000, bptt = 35;
  auto stream = torch::randint(vocab, {200000}, torch::kLong);
  auto train = batchify(stream.narrow(0, 0, 180000), 20);
  auto valid = batchify(stream.narrow(0, 180000, 20000), 10);

  RNNModel model(vocab, 200, 200, 2);
  torch::optim::SGD opt(model->parameters(), 20.0);
  auto hidden = model->init_hidden(20);

  for (int epoch = 1; epoch <= 400; ++epoch) {
    double total = 0;
    int n = 0;
    for (int64_t i = 0; i + bptt + 1 < train.size(0); i += bptt) {
      auto x = train.narrow(0, i, bptt), y = train.narrow(0, i + 1, bptt).flatten();
      hidden = repackage_hidden(hidden);
      torch::Tensor logits;
      std::tie(logits, hidden) = model->forward(x, hidden);
      auto loss = torch::cross_entropy_loss(logits.flatten(0, 1), y);
      opt.zero_grad();
      loss.backward();
      torch::nn::utils::clip_grad_norm_(model->parameters(), 0.25);
      opt.step();
      total += loss.item<double>();
      ++n;
    }
    std::cout << "epoch " << epoch << " train ppl " << std::exp(total / n) << " valid ppl "
              << std::exp(evaluate(model, valid, bptt)) << std::endl;
  }
}
