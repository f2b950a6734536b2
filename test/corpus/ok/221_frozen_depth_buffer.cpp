#include <torch/torch.h>
#include <array>
#include <iostream>
#include <mutex>

void freeze(torch::nn::Module& module) {
  module.eval();
  for (auto& parameter : module.parameters()) parameter.set_requires_grad(false);
}

// Two preallocated depth maps: one is shown while the other is written.
class DepthBuffer {
 public:
  DepthBuffer(int64_t height, int64_t width) {
    for (auto& map : maps_) map = torch::empty({height, width});
  }
  void publish(const torch::Tensor& depth) {
    auto& back = maps_[1 - front_];
    back.copy_(depth);
    std::lock_guard<std::mutex> lock(mutex_);
    front_ = 1 - front_;
  }
  float nearest() {
    std::lock_guard<std::mutex> lock(mutex_);
    return maps_[front_].min().item<float>();
  }

 private:
  std::array<torch::Tensor, 2> maps_;
  int front_ = 0;
  std::mutex mutex_;
};

class DepthEstimator {
 public:
  DepthEstimator() { freeze(*net_); }
  void process(const torch::Tensor& left, const torch::Tensor& right) {
    auto pair = torch::cat({left, right}, 1);
    auto disparity = torch::softplus(net_->forward(pair)) + 0.1;
    smooth_ = smooth_.defined() ? 0.8 * smooth_ + 0.2 * disparity : disparity;
    buffer_.publish((kBaseline / smooth_).squeeze());
  }
  float nearest() { return buffer_.nearest(); }

 private:
  static constexpr double kBaseline = 0.54;
  torch::nn::Sequential net_{torch::nn::Conv2d(torch::nn::Conv2dOptions(2, 8, 3).padding(1)), torch::nn::ReLU(),
                             torch::nn::Conv2d(torch::nn::Conv2dOptions(8, 1, 3).padding(1))};
  torch::Tensor smooth_;
  DepthBuffer buffer_{32, 48};
};

int main() {
  DepthEstimator estimator;
  for (int64_t frame = 0; frame < 10000000; ++frame) {
    estimator.process(torch::rand({1, 1, 32, 48}), torch::rand({1, 1, 32, 48}));
    if (estimator.nearest() < 0.01f) std::cout << "brake at " << frame << "\n";
  }
}
