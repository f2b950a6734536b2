#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <string>
#include <type_traits>
#include <unordered_map>

// Feature extractor whose weights come from a pre-training run and never change here.

template <class M>
M frozen(M module) {
  module->eval();
  for (auto& p : module->parameters()) p.set_requires_grad(false);
  return module;
}

struct BackboneImpl : torch::nn::Module {
  explicit BackboneImpl(int64_t channels) {
    conv = register_module("conv", torch::nn::Conv1d(torch::nn::Conv1dOptions(1, channels, 9).stride(4)));
    rnn = register_module("rnn", torch::nn::GRUCell(channels, channels));
  }
  torch::Tensor forward(const torch::Tensor& wave, const torch::Tensor& h) {
    auto f = torch::relu(conv(wave.view({1, 1, -1}))).mean(-1);
    return rnn->forward(f, h);
  }
  torch::nn::Conv1d conv{nullptr};
  torch::nn::GRUCell rnn{nullptr};
};
TORCH_MODULE(Backbone);

class SpeakerState {
 public:
  explicit SpeakerState(int64_t dim) : h_(torch::zeros({1, dim})), mean_(torch::zeros({dim})) {}

  void feed(Backbone& net, const torch::Tensor& chunk) {
    h_ = net->forward(chunk, h_);
    ++n_;
    mean_ = mean_ + (h_.squeeze(0) - mean_) / n_;
  }

  const torch::Tensor& voiceprint() const { return mean_; }

 private:
  torch::Tensor h_;
  torch::Tensor mean_;
  long n_ = 0;
};

class Diarizer {
 public:
  explicit Diarizer(Backbone net) : net_(std::move(net)) {}

  void onAudio(const std::string& channel, const torch::Tensor& chunk) {
    auto it = speakers_.find(channel);
    if (it == speakers_.end()) it = speakers_.emplace(channel, SpeakerState(kDim)).first;
    it->second.feed(net_, chunk);
  }

  double distance(const std::string& a, const std::string& b) const {
    return (speakers_.at(a).voiceprint() - speakers_.at(b).voiceprint()).norm().item<double>();
  }

  static constexpr int64_t kDim = 48;

 private:
  Backbone net_;
  std::unordered_map<std::string, SpeakerState> speakers_;
};

int main() {
  Diarizer diarizer(frozen(Backbone(Diarizer::kDim)));
  for (long t = 0;; ++t) {
    diarizer.onAudio("left", torch::randn({800}));
    diarizer.onAudio("right", 0.5 * torch::randn({800}));
    if (t % 1000 == 0) std::cout << t << " distance " << diarizer.distance("left", "right") << '\n';
  }
}
