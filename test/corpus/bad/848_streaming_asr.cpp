// Streaming speech recogniser: every connection sends 80 ms chunks of filterbanks.
#include <torch/torch.h>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace asr {

constexpr int64_t kMel = 80;
constexpr int64_t kHidden = 320;
constexpr int64_t kTokens = 64;

struct EncoderImpl : torch::nn::Module {
  EncoderImpl()
      : lstm(torch::nn::LSTMOptions(kMel, kHidden).num_layers(2).batch_first(true)),
        proj(kHidden, kTokens) {
    register_module("lstm", lstm);
    register_module("proj", proj);
  }
  torch::nn::LSTM lstm;
  torch::nn::Linear proj;
};
TORCH_MODULE(Encoder);

using State = std::tuple<torch::Tensor, torch::Tensor>;

struct Session {
  State state{torch::zeros({2, 1, kHidden}), torch::zeros({2, 1, kHidden})};
  int64_t last_token = 0;
  std::size_t emitted = 0;
};

class Recogniser {
 public:
  explicit Recogniser(Encoder enc) : enc_(std::move(enc)) { enc_->eval(); }

  std::vector<int64_t> feed(const std::string& id, const torch::Tensor& chunk) {
    Session& s = sessions_[id];
    auto [frames, next] = enc_->lstm->forward(chunk, s.state);
    s.state = next;  // WARN: recurrent-state
    return decode(s, enc_->proj->forward(frames));
  }

 private:
  // CTC style collapse: drop blanks and repeats
  std::vector<int64_t> decode(Session& s, const torch::Tensor& logits) {
    auto best = logits.argmax(-1).squeeze(0).contiguous();
    std::vector<int64_t> out;
    for (int64_t t = 0; t < best.size(0); ++t) {
      int64_t tok = best[t].item<int64_t>();
      if (tok != 0 && tok != s.last_token) out.push_back(tok);
      s.last_token = tok;
    }
    s.emitted += out.size();
    return out;
  }

  Encoder enc_;
  std::unordered_map<std::string, Session> sessions_;
};

}  // namespace asr

int main() {
  asr::Recogniser rec{asr::Encoder()};
  const std::vector<std::string> mics = {"lobby", "desk-1", "desk-2"};
  for (std::size_t n = 0;; ++n) {
    auto chunk = torch::randn({1, 8, asr::kMel});
    auto toks = rec.feed(mics[n % mics.size()], chunk);
    if (n % 1000 == 0) std::cout << n << ": " << toks.size() << " tokens\n";
  }
}
