#include <torch/torch.h>
#include <iostream>
#include <vector>

namespace nn = torch::nn;

class LanguageModelImpl : public nn::Module {
 public:
  LanguageModelImpl(int64_t vocab, int64_t hidden)
      : embed(vocab, hidden), lstm(nn::LSTMOptions(hidden, hidden).batch_first(true)), out(hidden, vocab) {
    register_module("embed", embed);
    register_module("lstm", lstm);
    register_module("out", out);
  }
  std::tuple<torch::Tensor, std::tuple<torch::Tensor, torch::Tensor>> forward(
      torch::Tensor x, std::tuple<torch::Tensor, torch::Tensor> state) {
    auto [y, s] = lstm->forward(embed(x), state);
    return {out(y.reshape({-1, y.size(2)})), s};
  }

 private:
  nn::Embedding embed;
  nn::LSTM lstm;
  nn::Linear out;
};
TORCH_MODULE(LanguageModel);

static std::tuple<torch::Tensor, torch::Tensor> detach(const std::tuple<torch::Tensor, torch::Tensor>& s) {
  return {std::get<0>(s).detach(), std::get<1>(s).detach()};
}

int main() {
  LanguageModel model(1000, 128);
  torch::optim::Adam optimizer(model->parameters(), 0.002);
  std::vector<torch::Tensor> perplexities;
  auto tokens = torch::randint(1000, {20, 10000}, torch::kLong);
  for (int epoch = 0; epoch < 5; ++epoch) {
    auto state = std::make_tuple(torch::zeros({1, 20, 128}), torch::zeros({1, 20, 128}));
    for (int64_t i = 0; i + 31 < tokens.size(1); i += 30) {
      auto x = tokens.slice(1, i, i + 30);
      auto y = tokens.slice(1, i + 1, i + 31).reshape(-1);
      state = detach(state);
      auto [logits, next] = model->forward(x, state);
      state = next;
      auto loss = nn::functional::cross_entropy(logits, y);
      model->zero_grad();
      loss.backward();
      nn::utils::clip_grad_norm_(model->parameters(), 0.5);
      optimizer.step();
      if (i % 3000 == 0) {
        std::cout << loss.item<float>() << std::endl;
        perplexities.push_back(torch::exp(loss));  // WARN: graph-in-container
      }
    }
  }
}
