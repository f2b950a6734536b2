#include <torch/torch.h>

#include <array>
#include <iostream>
#include <map>
#include <string>
#include <tuple>
#include <vector>

constexpr int64_t kBins = 129;
constexpr int64_t kHidden = 192;

struct StreamState {
  torch::Tensor h = torch::zeros({1, 1, kHidden});
  torch::Tensor c = torch::zeros({1, 1, kHidden});
  int64_t frames = 0;
};

struct MaskNetImpl : torch::nn::Module {
  MaskNetImpl()
      : lstm(register_module("lstm", torch::nn::LSTM(torch::nn::LSTMOptions(kBins, kHidden)))),
        out(register_module("out", torch::nn::Linear(kHidden, kBins))) {}

  std::tuple<torch::Tensor, torch::Tensor, torch::Tensor> forward(const torch::Tensor& frame, const StreamState& s) {
    auto [y, hc] = lstm->forward(frame.view({1, 1, kBins}), std::make_tuple(s.h, s.c));
    auto mask = torch::sigmoid(out->forward(y)).view({kBins});
    return {mask, std::get<0>(hc), std::get<1>(hc)};
  }

  torch::nn::LSTM lstm;
  torch::nn::Linear out;
};
TORCH_MODULE(MaskNet);

class Enhancer {
 public:
  Enhancer() { net_->eval(); }

  std::vector<float> process(const std::string& channel, const std::array<float, kBins>& mag) {
    auto& st = streams_[channel];
    auto frame = torch::tensor(at::ArrayRef<float>(mag.data(), mag.size()));
    auto [mask, h, c] = net_->forward(torch::log1p(frame), st);
    store(st, h, c);
    auto enhanced = (mask.detach() * frame).contiguous();
    const float* p = enhanced.data_ptr<float>();
    return std::vector<float>(p, p + kBins);
  }

  int64_t frames(const std::string& channel) const {
    auto it = streams_.find(channel);
    return it == streams_.end() ? 0 : it->second.frames;
  }

 private:
  static void store(StreamState& st, const torch::Tensor& h, const torch::Tensor& c) {
    st.h = h.detach();
    st.c = c;  // WARN: recurrent-state
    ++st.frames;
  }

  MaskNet net_;
  std::map<std::string, StreamState> streams_;
};

int main() {
  Enhancer enhancer;
  const std::vector<std::string> channels{"left", "right"};
  std::array<float, kBins> mag{};
  for (uint64_t t = 0;; ++t) {
    for (size_t i = 0; i < mag.size(); ++i) mag[i] = static_cast<float>((t * 31 + i * 7) % 100) / 100.0f;
    for (const auto& ch : channels) {
      auto y = enhancer.process(ch, mag);
      if (t % 1000 == 0) std::cout << ch << " @" << enhancer.frames(ch) << " dc=" << y[0] << "\n";
    }
  }
}
