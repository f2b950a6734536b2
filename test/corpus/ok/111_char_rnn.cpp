#include <torch/torch.h>
#include <iostream>
#include <tuple>

struct CharRnnImpl : torch::nn::Module {
  CharRnnImpl(int64_t vocab, int64_t hidden)
      : embed(vocab, 32), lstm(torch::nn::LSTMOptions(32, hidden).num_layers(2).batch_first(true)), linear(hidden, vocab) {
    register_module("embed", embed);
    register_module("lstm", lstm);
    register_module("linear", linear);
  }
  std::tuple<torch::Tensor, std::tuple<torch::Tensor, torch::Tensor>> forward(torch::Tensor x, std::tuple<torch::Tensor, torch::Tensor> hx) {
    auto [out, state] = lstm->forward(embed(x), hx);
    return {linear(out.reshape({-1, out.size(2)})), state};
  }
  torch::nn::Embedding embed;
  torch::nn::LSTM lstm;
  torch::nn::Linear linear;
};
TORCH_MODULE(CharRnn);

int main() {
  const int64_t B = 20, T = 30, H = 128, V = 100;
  CharRnn model(V, H);
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(0.002));
  auto ids = torch::randint(V, {B, 20000}, torch::kLong);
  for (int epoch = 0; epoch < 5; ++epoch) {
    auto h = torch::zeros({2, B, H}), c = torch::zeros({2, B, H});
    double loss_sum = 0;
    int64_t steps = 0;
    for (int64_t i = 0; i < ids.size(1) - T; i += T) {
      auto x = ids.slice(1, i, i + T);
      auto y = ids.slice(1, i + 1, i + T + 1).reshape(-1);
      auto [logits, state] = model->forward(x, {h.detach(), c.detach()});
      std::tie(h, c) = state;
      auto loss = torch::nn::functional::cross_entropy(logits, y);
      optimizer.zero_grad();
      loss.backward();
      torch::nn::utils::clip_grad_norm_(model->parameters(), 0.5);
      optimizer.step();
      loss_sum += loss.item<double>();
      ++steps;
    }
    std::cout << "epoch " << epoch << " ppl " << std::exp(loss_sum / steps) << '\n';
  }
}
