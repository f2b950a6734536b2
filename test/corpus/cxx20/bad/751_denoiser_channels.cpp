// C++20
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

constexpr int64_t kHop = 160;
constexpr int64_t kState = 96;

struct GainNetImpl : torch::nn::Module {
  GainNetImpl()
      : in(register_module("in", torch::nn::Linear(kHop, kState))),
        cell(register_module("cell", torch::nn::GRUCell(kState, kState))),
        gain(register_module("gain", torch::nn::Linear(kState, kHop))) {}

  std::pair<torch::Tensor, torch::Tensor> step(const torch::Tensor& x, const torch::Tensor& h) {
    auto next = cell->forward(torch::relu(in->forward(x)), h);
    return {torch::sigmoid(gain->forward(next)), next};
  }

  torch::nn::Linear in;
  torch::nn::GRUCell cell;
  torch::nn::Linear gain;
};
TORCH_MODULE(GainNet);

// One microphone line. Created at start-up, fed until the device is unplugged.
class Channel {
 public:
  explicit Channel(GainNet net) : net_(std::move(net)) {}

  void process(std::span<const float> pcm, std::span<float> out) {
    auto x = torch::empty({1, kHop});
    std::ranges::copy(pcm, x.data_ptr<float>());

    auto [mask, next] = net_->step(x, hidden_);
    hidden_ = std::move(next);  // WARN: recurrent-state

    auto clean = (x * mask).detach().contiguous();
    std::copy_n(clean.data_ptr<float>(), out.size(), out.begin());
    peak_ = std::max(peak_ * 0.999f, clean.abs().max().item<float>());
  }

  float peak() const { return peak_; }

 private:
  GainNet net_;
  torch::Tensor hidden_ = torch::zeros({1, kState});
  float peak_ = 0;
};

class ToneSource {
 public:
  explicit ToneSource(double hz) : hz_(hz) {}
  void fill(std::span<float> frame) {
    for (float& s : frame)
      s = static_cast<float>(0.4 * std::sin(2.0 * std::numbers::pi * hz_ * static_cast<double>(n_++) / 16000.0));
  }

 private:
  double hz_;
  std::uint64_t n_ = 0;
};

int main() {
  GainNet net;
  net->eval();

  std::array channels{Channel{net}, Channel{net}, Channel{net}, Channel{net}};
  std::array sources{ToneSource{220}, ToneSource{330}, ToneSource{440}, ToneSource{550}};
  std::array<float, kHop> frame{}, cleaned{};

  for (std::uint64_t tick = 0;; ++tick) {
    for (std::size_t c = 0; c < channels.size(); ++c) {
      sources[c].fill(frame);
      channels[c].process(frame, cleaned);
    }
    if (tick % 10'000 == 0) std::printf("%llu peak %.3f\n", static_cast<unsigned long long>(tick), channels[0].peak());
  }
}
