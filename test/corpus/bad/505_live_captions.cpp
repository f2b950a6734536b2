#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

namespace captions {

using LstmState = std::tuple<torch::Tensor, torch::Tensor>;

class AcousticModelImpl : public torch::nn::Module {
 public:
  AcousticModelImpl(int64_t mel, int64_t hidden, int64_t symbols)
      : front_(register_module("front", torch::nn::Linear(mel, hidden))),
        rnn_(register_module("rnn",
                             torch::nn::LSTM(torch::nn::LSTMOptions(hidden, hidden).num_layers(2).batch_first(true)))),
        out_(register_module("out", torch::nn::Linear(hidden, symbols))) {}

  std::pair<torch::Tensor, LstmState> forward(const torch::Tensor& frames, const std::optional<LstmState>& state) {
    auto h = torch::gelu(front_(frames));
    if (!state) {
      auto [y, s] = rnn_->forward(h);
      return {out_(y), s};
    }
    auto [y, s] = rnn_->forward(h, *state);
    return {out_(y), s};
  }

 private:
  torch::nn::Linear front_;
  torch::nn::LSTM rnn_;
  torch::nn::Linear out_;
};
TORCH_MODULE(AcousticModel);

class GreedyDecoder {
 public:
  std::string decode(const torch::Tensor& logits) {
    auto best = logits.argmax(-1).squeeze(0).contiguous();
    std::string text;
    for (int64_t t = 0; t < best.size(0); ++t) {
      auto s = best[t].item<int64_t>();
      if (s != 0 && s != last_) text.push_back(static_cast<char>('a' + (s - 1) % 26));
      last_ = s;
    }
    return text;
  }

 private:
  int64_t last_ = 0;
};

class Stream {
 public:
  explicit Stream(AcousticModel model) : model_(std::move(model)) {}

  std::string push_chunk(const torch::Tensor& mel) {
    auto [logits, next] = model_->forward(mel.unsqueeze(0), state_);
    state_ = std::move(next);  // WARN: recurrent-state
    ++chunks_;
    return decoder_.decode(logits);
  }
  long chunks() const { return chunks_; }

 private:
  AcousticModel model_;
  std::optional<LstmState> state_;
  GreedyDecoder decoder_;
  long chunks_ = 0;
};

class FeatureTap {
 public:
  torch::Tensor wait_for_chunk() { return torch::randn({16, 80}); }
};

}  // namespace captions

int main(int argc, char** argv) {
  captions::AcousticModel model(80, 256, 30);
  if (argc > 1) torch::load(model, argv[1]);
  model->eval();

  captions::FeatureTap tap;
  captions::Stream stream(model);
  for (;;) {
    auto text = stream.push_chunk(tap.wait_for_chunk());
    if (!text.empty()) std::cout << text << std::flush;
    if (stream.chunks() % 1000 == 0) std::cout << "\n-- " << stream.chunks() << " chunks\n";
  }
}
