#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <vector>

namespace runtime {
// What every entry point of the runtime should hold while it runs a network.
torch::NoGradGuard evaluationScope() { return torch::NoGradGuard(); }
}  // namespace runtime

struct Landmarks : torch::nn::Module {
  Landmarks() {
    conv = register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 8, 3).stride(2)));
    head = register_module("head", torch::nn::Linear(8 * 15 * 15, 10));
  }
  torch::Tensor forward(const torch::Tensor& image) {
    return head(torch::relu(conv(image)).flatten(1)).view({-1, 5, 2});
  }
  torch::nn::Conv2d conv{nullptr};
  torch::nn::Linear head{nullptr};
};

struct Detection {
  int64_t frame;
  torch::Tensor points;
};

class FaceRecorder {
 public:
  FaceRecorder() : net_(std::make_shared<Landmarks>()) { net_->eval(); }

  void onFrame(int64_t frame, const torch::Tensor& image) {
    runtime::evaluationScope();
    auto points = net_->forward(image);
    if (plausible(points)) recording_.push_back({frame, points});  // WARN: ineffective-guard
  }
  size_t recorded() const { return recording_.size(); }

 private:
  static bool plausible(const torch::Tensor& points) { return points.abs().max().item<float>() < 100.0f; }
  std::shared_ptr<Landmarks> net_;
  std::vector<Detection> recording_;
};

int main() {
  FaceRecorder recorder;
  for (int64_t frame = 0; frame < 100000000; ++frame) {
    recorder.onFrame(frame, torch::rand({1, 1, 32, 32}));
    if (frame % 1000 == 0) std::cout << recorder.recorded() << " frames\n";
  }
}
