#include <torch/torch.h>
#include <iostream>
#include <vector>

struct Decoder : torch::nn::Module {
  Decoder() {
    embed = register_module("embed", torch::nn::Embedding(100, 32));
    gru = register_module("gru", torch::nn::GRUCell(32, 64));
    out = register_module("out", torch::nn::Linear(64, 100));
  }
  std::vector<int64_t> decode(torch::Tensor state, int64_t limit) {
    std::vector<int64_t> result;
    auto token = torch::zeros({1}, torch::kLong);
    for (int64_t i = 0; i < limit; ++i) {
      state = gru->forward(embed->forward(token), state);
      token = out->forward(state).argmax(1);
      result.push_back(token.item<int64_t>());
      if (result.back() == 1) break;
    }
    return result;
  }
  torch::nn::Embedding embed{nullptr};
  torch::nn::GRUCell gru{nullptr};
  torch::nn::Linear out{nullptr};
};

int main() {
  Decoder decoder;
  for (int i = 0; i < 100000; ++i) {
    auto words = decoder.decode(torch::randn({1, 64}), 50);
    if (i % 100 == 0) std::cout << words.size() << "\n";
  }
}
