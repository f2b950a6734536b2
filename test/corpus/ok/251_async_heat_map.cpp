#include <torch/torch.h>
#include <future>
#include <iostream>
#include <vector>

// Crowd density from several cameras. Every task sets its own thread's mode.
class DensityModel {
 public:
  torch::Tensor density(const torch::Tensor& image) {
    torch::NoGradGuard no_grad;
    return estimate(image);
  }

 private:
  torch::Tensor estimate(const torch::Tensor& image) { return torch::relu(net_->forward(image)).squeeze(0); }
  torch::nn::Sequential net_{torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 8, 3).padding(1)), torch::nn::ReLU(),
                             torch::nn::Conv2d(torch::nn::Conv2dOptions(8, 1, 3).padding(1))};
};

class HeatMap {
 public:
  explicit HeatMap(int64_t cameras) : map_(torch::zeros({cameras, 1, 32, 32})) {}
  void blend(int64_t camera, const torch::Tensor& density) {
    map_[camera].mul_(0.95);
    map_[camera].add_(density, 0.05);
  }
  float total() const { return map_.sum().item<float>(); }

 private:
  torch::Tensor map_;
};

int main() {
  const int64_t cameras = 3;
  DensityModel model;
  HeatMap heat(cameras);
  for (int64_t frame = 0;; ++frame) {
    std::vector<std::future<torch::Tensor>> pending;
    for (int64_t c = 0; c < cameras; ++c) {
      pending.push_back(std::async(std::launch::async, &DensityModel::density, &model, torch::rand({1, 3, 32, 32})));
    }
    int64_t camera = 0;
    for (auto& task : pending) heat.blend(camera++, task.get());
    if (frame % 100 == 0) std::cout << heat.total() << "\n";
  }
}
