// Rover terrain classifier: the last 16 camera embeddings vote on the gait.
#include <torch/torch.h>
#include <array>
#include <iostream>
#include <string>

namespace rover {

const std::array<std::string, 4> kGaits = {"walk", "crawl", "climb", "halt"};

struct ICamera {
  virtual ~ICamera() = default;
  virtual torch::Tensor grab() = 0;
};
struct FakeCamera : ICamera {
  torch::Tensor grab() override { return torch::rand({1, 1, 48, 64}); }
};

torch::nn::Sequential make_encoder() {
  return torch::nn::Sequential(
      torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 8, 5).stride(2)), torch::nn::ReLU(),
      torch::nn::Conv2d(torch::nn::Conv2dOptions(8, 16, 3).stride(2)), torch::nn::ReLU(),
      torch::nn::AdaptiveAvgPool2d(1), torch::nn::Flatten(), torch::nn::Linear(16, 32));
}

template <int64_t K, int64_t D>
class Window {
 public:
  void put(const torch::Tensor& row) {
    mem_[pos_] = row;  // WARN: inplace-history
    pos_ = (pos_ + 1) % K;
    if (count_ < K) ++count_;
  }
  torch::Tensor mean() const { return mem_.sum(0) / double(count_ ? count_ : 1); }

 private:
  torch::Tensor mem_ = torch::zeros({K, D});
  int64_t pos_ = 0;
  int64_t count_ = 0;
};

class GaitSelector {
 public:
  GaitSelector() : enc_(make_encoder()), head_(32, 4) {
    enc_->eval();
    head_->eval();
  }
  std::size_t tick(ICamera& cam) {
    auto f = enc_->forward(cam.grab());
    window_.put(f.squeeze(0));
    return std::size_t(head_(window_.mean()).argmax().item<int64_t>());
  }

 private:
  torch::nn::Sequential enc_;
  torch::nn::Linear head_;
  Window<16, 32> window_;
};

}  // namespace rover

int main() {
  rover::FakeCamera cam;
  rover::GaitSelector sel;
  std::size_t last = 99;
  for (;;) {
    auto g = sel.tick(cam);
    if (g != last) std::cout << "gait -> " << rover::kGaits[g] << "\n";
    last = g;
  }
}
