#include <torch/torch.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <tuple>
#include <utility>

// Character-level language model with truncated back-propagation through time.

using HiddenState = std::tuple<torch::Tensor, torch::Tensor>;

struct CharModelImpl : torch::nn::Module {
  CharModelImpl(int64_t vocab, int64_t width, int64_t layers)
      : embedding(vocab, width), lstm(torch::nn::LSTMOptions(width, width).num_layers(layers)), decoder(width, vocab),
        layers_(layers), width_(width) {
    register_module("embedding", embedding);
    register_module("lstm", lstm);
    register_module("decoder", decoder);
  }

  std::pair<torch::Tensor, HiddenState> forward(const torch::Tensor &text, const HiddenState &state) {
    auto [features, next] = lstm->forward(embedding->forward(text), state);
    return {decoder->forward(features), next};
  }

  HiddenState initial(int64_t batch) const {
    return {torch::zeros({layers_, batch, width_}), torch::zeros({layers_, batch, width_})};
  }

  torch::nn::Embedding embedding;
  torch::nn::LSTM lstm;
  torch::nn::Linear decoder;

private:
  int64_t layers_, width_;
};
TORCH_MODULE(CharModel);

static HiddenState repackage(const HiddenState &state) {
  return {std::get<0>(state).detach().clone(), std::get<1>(state).detach().clone()};
}

class Corpus {
public:
  explicit Corpus(const char *path) {
    std::string text;
    if (path) {
      std::ifstream in(path);
      text.assign(std::istreambuf_iterator<char>(in), {});
    }
    if (text.size() < 4096) {
      std::mt19937 rng(5);
      std::uniform_int_distribution<int> letter('a', 'z');
      while (text.size() < 65536) {
        const int length = 1 + static_cast<int>(rng() % 9);
        const char c = static_cast<char>(letter(rng));
        text.append(length, c).push_back(' ');
      }
    }
    data_ = torch::empty({static_cast<int64_t>(text.size())}, torch::kLong);
    auto *out = data_.data_ptr<int64_t>();
    for (size_t i = 0; i < text.size(); ++i) out[i] = static_cast<unsigned char>(text[i]) % 128;
  }

  torch::Tensor columns(int64_t batch) const {
    const int64_t rows = data_.size(0) / batch;
    return data_.narrow(0, 0, rows * batch).view({batch, rows}).t().contiguous();
  }

private:
  torch::Tensor data_;
};

int main(int argc, char **argv) {
  const int64_t batch = 16, window = 32;
  const Corpus corpus(argc > 1 ? argv[1] : nullptr);
  const auto text = corpus.columns(batch);

  CharModel model(128, 96, 2);
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(2e-3));
  auto state = model->initial(batch);
  torch::Tensor loss;
  double perplexity = 128.0;

  for (long step = 0, row = 0; step < 5000000; ++step, row += window) {
    if (row + window + 1 > text.size(0)) row = 0;
    const auto input = text.narrow(0, row, window);
    const auto target = text.narrow(0, row + 1, window);

    state = repackage(state);
    torch::Tensor logits;
    std::tie(logits, state) = model->forward(input, state);
    loss = torch::nn::functional::cross_entropy(logits.flatten(0, 1), target.flatten());

    optimizer.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(model->parameters(), 1.0);
    optimizer.step();

    if (step % 200 == 0) {
      perplexity = 0.5 * perplexity + 0.5 * std::exp(loss.item<double>());
      std::cout << "step " << step << " perplexity " << perplexity << '\n';
    }
  }
}
