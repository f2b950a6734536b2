#include <torch/torch.h>

#include <cmath>
#include <iostream>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

// Language model for the dictation product, trained on an endless token stream
// in windows of 35 tokens. The memory of the network goes from window to window.

using LstmState = std::tuple<torch::Tensor, torch::Tensor>;

class Memory {
 public:
  const std::optional<LstmState>& get() const { return state_; }

  void set(const LstmState& s) {
    const auto& [h, c] = s;
    state_ = LstmState{h.detach(), c.detach()};
  }

  void forget() { state_.reset(); }

 private:
  std::optional<LstmState> state_;
};

class DictationLmImpl : public torch::nn::Module {
 public:
  DictationLmImpl(int64_t vocab, int64_t dim)
      : embed_(register_module("embed", torch::nn::Embedding(vocab, dim))),
        lstm_(register_module("lstm", torch::nn::LSTM(torch::nn::LSTMOptions(dim, dim).num_layers(2)))),
        out_(register_module("out", torch::nn::Linear(dim, vocab))) {}

  torch::Tensor forward(const torch::Tensor& tokens, Memory& memory) {
    auto x = embed_->forward(tokens);
    auto [y, next] = lstm_->forward(x, memory.get());
    memory.set(next);
    return out_->forward(y);
  }

 private:
  torch::nn::Embedding embed_;
  torch::nn::LSTM lstm_;
  torch::nn::Linear out_;
};
TORCH_MODULE(DictationLm);

struct Stream {
  int64_t vocab, window, batch;

  std::pair<torch::Tensor, torch::Tensor> next() const {
    auto block = torch::randint(0, vocab, {window + 1, batch}, torch::kLong);
    return {block.narrow(0, 0, window), block.narrow(0, 1, window)};
  }
};

class LmTrainer {
 public:
  LmTrainer(DictationLm lm, double lr) : lm_(std::move(lm)), opt_(lm_->parameters(), torch::optim::SGDOptions(lr)) {}

  double window(const torch::Tensor& input, const torch::Tensor& target) {
    opt_.zero_grad();
    auto logits = lm_->forward(input, memory_);
    auto loss = torch::nn::functional::cross_entropy(logits.flatten(0, 1), target.flatten());
    loss.backward();
    torch::nn::utils::clip_grad_norm_(lm_->parameters(), 0.25);
    opt_.step();
    smooth_ = smooth_ ? 0.99 * *smooth_ + 0.01 * loss.item<double>() : loss.item<double>();
    return *smooth_;
  }

 private:
  DictationLm lm_;
  torch::optim::SGD opt_;
  Memory memory_;
  std::optional<double> smooth_;
};

int main() {
  const Stream stream{8000, 35, 20};
  LmTrainer trainer(DictationLm(stream.vocab, 200), 5.0);
  for (uint64_t n = 0;; ++n) {
    const auto [input, target] = stream.next();
    const double loss = trainer.window(input, target);
    if (n % 200 == 0) std::cout << n << " ppl " << std::exp(loss) << std::endl;
  }
}
