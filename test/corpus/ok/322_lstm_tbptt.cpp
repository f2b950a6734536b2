// char_lm.py: LSTM language model, truncated BPTT, trainable initial state.
#include <torch/torch.h>
#include <cstdio>
#include <tuple>
#include <utility>

using torch::Tensor;
using State = std::tuple<Tensor, Tensor>;

struct CharLmImpl : torch::nn::Module {
  torch::nn::Embedding emb{nullptr};
  torch::nn::LSTM lstm{nullptr};
  torch::nn::Linear head{nullptr};
  Tensor h0, c0;

  CharLmImpl(int64_t vocab, int64_t dim, int64_t layers) {
    emb = register_module("emb", torch::nn::Embedding(vocab, dim));
    lstm = register_module("lstm", torch::nn::LSTM(torch::nn::LSTMOptions(dim, dim).num_layers(layers)));
    head = register_module("head", torch::nn::Linear(dim, vocab));
    h0 = register_parameter("h0", torch::zeros({layers, 1, dim}));
    c0 = register_parameter("c0", torch::zeros({layers, 1, dim}));
  }

  State initial(int64_t batch) {
    return {h0.expand({-1, batch, -1}).contiguous(), c0.expand({-1, batch, -1}).contiguous()};
  }

  std::pair<Tensor, State> forward(const Tensor& tokens, const State& state) {
    Tensor out;
    State next;
    std::tie(out, next) = lstm->forward(emb->forward(tokens), state);
    return {head->forward(out), next};
  }
};
TORCH_MODULE(CharLm);

int main() {
  torch::manual_seed(5);
  const int64_t vocab = 64, dim = 128, layers = 2, B = 16, chunk = 20, chunks_per_doc = 50;
  const int report_every = 10;

  CharLm model(vocab, dim, layers);
  torch::optim::Adam opt(model->parameters(), torch::optim::AdamOptions(2e-3));

  for (int64_t doc = 0; doc < 100000; ++doc) {
    Tensor text = torch::randint(0, vocab, {chunk * chunks_per_doc + 1, B}, torch::kLong);
    State state = model->initial(B);
    Tensor window_loss = torch::zeros({});

    for (int64_t c = 0; c < chunks_per_doc; ++c) {
      Tensor x = text.slice(0, c * chunk, (c + 1) * chunk);
      Tensor y = text.slice(0, c * chunk + 1, (c + 1) * chunk + 1);

      Tensor logits;
      std::tie(logits, state) = model->forward(x, state);
      Tensor loss = torch::nn::functional::cross_entropy(logits.reshape({-1, vocab}), y.reshape({-1}));

      opt.zero_grad();
      loss.backward();
      torch::nn::utils::clip_grad_norm_(model->parameters(), 0.25);
      opt.step();

      std::get<0>(state).detach_();
      std::get<1>(state).detach_();

      window_loss += loss;
      if ((c + 1) % report_every == 0) {
        std::printf("doc %lld chunk %lld nll %.4f\n", (long long)doc, (long long)c,
                    window_loss.item<double>() / report_every);
        window_loss = torch::zeros({});
      }
    }
  }
  return 0;
}
