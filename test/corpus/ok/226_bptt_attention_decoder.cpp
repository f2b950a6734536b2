#include <torch/torch.h>
#include <iostream>
#include <tuple>
#include <vector>

// A decoder with attention: all that it collects is of one sentence.
struct DecoderImpl : torch::nn::Module {
  DecoderImpl() {
    embedding = register_module("embedding", torch::nn::Embedding(40, 16));
    encoder = register_module("encoder", torch::nn::GRU(torch::nn::GRUOptions(16, 32).batch_first(true)));
    cell = register_module("cell", torch::nn::LSTMCell(48, 32));
    out = register_module("out", torch::nn::Linear(64, 40));
  }
  std::tuple<torch::Tensor, torch::Tensor> forward(const torch::Tensor& source, const torch::Tensor& target) {
    auto memory = std::get<0>(encoder->forward(embedding(source)));
    auto h = memory.select(1, -1), c = torch::zeros_like(h);
    auto context = memory.mean(1);
    logits_.clear();
    std::vector<torch::Tensor> attention;
    for (int64_t t = 0; t < target.size(1); ++t) {
      std::tie(h, c) = cell->forward(torch::cat({embedding(target.select(1, t)), context}, 1), std::make_tuple(h, c));
      auto weights = torch::bmm(memory, h.unsqueeze(2)).softmax(1);
      context = (weights * memory).sum(1);
      attention.push_back(weights);
      logits_.push_back(out(torch::cat({h, context}, 1)));
    }
    return {torch::stack(logits_, 1), torch::cat(attention, 2)};
  }
  torch::nn::Embedding embedding{nullptr};
  torch::nn::GRU encoder{nullptr};
  torch::nn::LSTMCell cell{nullptr};
  torch::nn::Linear out{nullptr};

 private:
  std::vector<torch::Tensor> logits_;
};
TORCH_MODULE(Decoder);

int main() {
  Decoder decoder;
  torch::optim::Adam optimizer(decoder->parameters(), 2e-3);
  torch::Tensor shown;
  for (int64_t step = 0; step < 1000000; ++step) {
    auto source = torch::randint(1, 40, {8, 10});
    auto input = torch::cat({torch::zeros({8, 1}, torch::kLong), source.slice(1, 0, 9)}, 1);
    auto [logits, attention] = decoder->forward(source, input);
    auto loss = torch::nn::functional::cross_entropy(logits.transpose(1, 2), source);
    auto sharp = -(attention * (attention + 1e-8).log()).sum(1).mean();
    optimizer.zero_grad();
    (loss + 0.01 * sharp).backward();
    torch::nn::utils::clip_grad_norm_(decoder->parameters(), 1.0);
    optimizer.step();
    shown = attention[0];
    if (step % 200 == 0) std::cout << loss.item<float>() << " " << shown.max().item<float>() << "\n";
  }
}
