#include <torch/torch.h>
#include <array>
#include <string>
#include <vector>

// Keeps the last outputs per channel for statistics; the slots are fixed.
class ChannelStats {
 public:
  ChannelStats(size_t channels, size_t depth) : slots_(channels, std::vector<torch::Tensor>(depth)), at_(channels, 0) {
  }
  void put(size_t c, const torch::Tensor& t) {
    slots_[c][at_[c]] = t;
    at_[c] = (at_[c] + 1) % slots_[c].size();
  }
  float peak(size_t c) const {
    float m = 0;
    for (const auto& t : slots_[c])
      if (t.defined())
        m = std::max(m, t.max().item<float>());
    return m;
  }

 private:
  std::vector<std::vector<torch::Tensor>> slots_;
  std::vector<size_t> at_;
};

class SensorModel {
 public:
  SensorModel() : conv_(torch::nn::Conv1dOptions(1, 4, 3)), stats_(4, 16) {
  }
  void sample(const torch::Tensor& x) {
    auto y = conv_->forward(x.view({1, 1, -1}));
    for (size_t c = 0; c < 4; ++c)
      stats_.put(c, y[0][static_cast<int64_t>(c)]);
  }
  std::array<float, 4> peaks() const {
    return {stats_.peak(0), stats_.peak(1), stats_.peak(2), stats_.peak(3)};
  }

 private:
  torch::nn::Conv1d conv_;
  ChannelStats stats_;
};
