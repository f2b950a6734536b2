#include <torch/torch.h>
#include <cmath>
#include <iostream>
#include <string>
#include <tuple>

// character level LM, the text is read in order and wraps around at the end

using LstmState = std::tuple<torch::Tensor, torch::Tensor>;

namespace {

LstmState repackage(const LstmState& s) {
  return std::make_tuple(std::get<0>(s).detach(), std::get<1>(s).detach());
}

LstmState blank(int64_t batch, int64_t hidden) {
  return {torch::zeros({1, batch, hidden}), torch::zeros({1, batch, hidden})};
}

}  // namespace

struct CharLM : torch::nn::Module {
  explicit CharLM(int64_t vocab, int64_t hid)
      : emb(register_module("emb", torch::nn::Embedding(vocab, 48))),
        rnn(register_module("rnn", torch::nn::LSTM(torch::nn::LSTMOptions(48, hid)))),
        dec(register_module("dec", torch::nn::Linear(hid, vocab))) {}

  std::pair<torch::Tensor, LstmState> forward(const torch::Tensor& ids, const LstmState& s) {
    auto [y, n] = rnn->forward(emb(ids), s);
    return {dec(y), n};
  }
  torch::nn::Embedding emb;
  torch::nn::LSTM rnn;
  torch::nn::Linear dec;
};

torch::Tensor load_corpus(int64_t batch) {
  std::string text;
  for (int i = 0; i < 4000; ++i) text += "the quick brown fox jumps over the lazy dog. ";
  auto ids = torch::empty({int64_t(text.size())}, torch::kLong);
  auto a = ids.accessor<int64_t, 1>();
  for (std::size_t i = 0; i < text.size(); ++i) a[i] = static_cast<unsigned char>(text[i]) & 127;
  int64_t cols = ids.size(0) / batch;
  return ids.narrow(0, 0, cols * batch).view({batch, cols}).t().contiguous();
}

int main() {
  const int64_t batch = 20, bptt = 35, hid = 256;
  auto data = load_corpus(batch);
  CharLM lm(128, hid);
  torch::optim::SGD opt(lm.parameters(), 1.0);
  auto state = blank(batch, hid);

  for (int epoch = 0; epoch < 100000; ++epoch) {
    double nll = 0;
    int64_t chunks = 0;
    for (int64_t i = 0; i + bptt + 1 < data.size(0); i += bptt) {
      auto x = data.narrow(0, i, bptt);
      auto y = data.narrow(0, i + 1, bptt).reshape(-1);
      state = repackage(state);
      torch::Tensor logits;
      std::tie(logits, state) = lm.forward(x, state);
      auto loss = torch::nn::functional::cross_entropy(logits.view({-1, 128}), y);
      opt.zero_grad();
      loss.backward();
      torch::nn::utils::clip_grad_norm_(lm.parameters(), 0.25);
      opt.step();
      nll += loss.item().toDouble();
      ++chunks;
    }
    std::cout << "epoch " << epoch << " ppl " << std::exp(nll / double(chunks)) << std::endl;
  }
}
