#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace asr {

class DecoderState {
 public:
  explicit DecoderState(int64_t dim) : h_(torch::zeros({2, 1, dim})) {}

  const torch::Tensor& hidden() const { return h_; }
  void set_hidden(const torch::Tensor& h) {
    TORCH_CHECK(h.sizes() == h_.sizes(), "unexpected state shape");
    h_ = h.detach();
  }

  std::optional<char> emit(int64_t token) {
    const auto previous = std::exchange(last_, token);
    if (token == 0 || token == previous) return std::nullopt;
    return kAlphabet[static_cast<size_t>(token - 1) % kAlphabet.size()];
  }

 private:
  static constexpr std::array<char, 27> kAlphabet{'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n',
                                                  'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', ' '};
  torch::Tensor h_;
  int64_t last_ = 0;
};

struct RecognizerImpl : torch::nn::Module {
  RecognizerImpl(int64_t feats, int64_t dim) {
    front = register_module("front", torch::nn::Linear(feats, dim));
    gru = register_module("gru", torch::nn::GRU(torch::nn::GRUOptions(dim, dim).num_layers(2)));
    head = register_module("head", torch::nn::Linear(dim, 28));
  }
  std::tuple<torch::Tensor, torch::Tensor> forward(const torch::Tensor& chunk, const torch::Tensor& h) {
    auto [y, next] = gru->forward(torch::relu(front->forward(chunk)).unsqueeze(1), h);
    return {head->forward(y.squeeze(1)), next};
  }
  torch::nn::Linear front{nullptr}, head{nullptr};
  torch::nn::GRU gru{nullptr};
};
TORCH_MODULE(Recognizer);

class Session {
 public:
  explicit Session(Recognizer net) : net_(std::move(net)), state_(128) {}

  void feed(const torch::Tensor& chunk) {
    auto [logits, next] = net_->forward(chunk, state_.hidden());
    state_.set_hidden(next);
    const auto best = logits.argmax(-1);
    for (int64_t t = 0; t < best.size(0); ++t) {
      if (auto c = state_.emit(best[t].item<int64_t>())) text_ += *c;
    }
    if (text_.size() > 200) text_.erase(0, text_.size() - 200);
  }
  const std::string& text() const { return text_; }

 private:
  Recognizer net_;
  DecoderState state_;
  std::string text_;
};

class Server {
 public:
  Server() : net_(80, 128) { net_->eval(); }

  void on_audio(const std::string& line, const torch::Tensor& chunk) {
    sessions_.try_emplace(line, net_).first->second.feed(chunk);
  }
  std::string on_hangup(const std::string& line) {
    auto node = sessions_.extract(line);
    return node.empty() ? std::string() : node.mapped().text();
  }

 private:
  Recognizer net_;
  std::unordered_map<std::string, Session> sessions_;
};

}  // namespace asr

int main() {
  asr::Server server;
  const std::array<std::string, 4> lines{"line-0", "line-1", "line-2", "always-on"};
  for (uint64_t n = 0;; ++n) {
    for (const auto& l : lines) server.on_audio(l, torch::randn({10, 80}));
    if (n % 500 == 499) std::cout << server.on_hangup(lines[(n / 500) % 3]) << '\n';
  }
}
