#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <vector>

namespace runtime {
// What every entry point of the runtime holds while it runs a network.
torch::NoGradGuard evaluationScope() { return torch::NoGradGuard(); }

struct Session {
  explicit Session(torch::nn::Sequential net) : net_(std::move(net)), guard_(std::make_unique<torch::NoGradGuard>()) {}
  torch::Tensor run(const torch::Tensor& x) { return net_->forward(x); }

 private:
  torch::nn::Sequential net_;
  std::unique_ptr<torch::NoGradGuard> guard_;
};
}  // namespace runtime

struct Detection {
  int64_t frame;
  torch::Tensor points;
};

class FaceRecorder {
 public:
  FaceRecorder()
      : net_(torch::nn::Flatten(), torch::nn::Linear(256, 64), torch::nn::ReLU(),
             torch::nn::Linear(64, 10)) {}
  void onFrame(int64_t frame, const torch::Tensor& image) {
    auto scope = runtime::evaluationScope();
    keep({frame, net_->forward(image)});
  }
  void onBurst(int64_t frame, const std::vector<torch::Tensor>& images) {
    runtime::Session session(net_);
    for (const auto& image : images) keep({frame, session.run(image)});
  }
  size_t recorded() const { return recording_.size(); }

 private:
  void keep(Detection detection) {
    if (detection.points.abs().max().item<float>() < 100.0f) recording_.push_back(std::move(detection));
    if (recording_.size() > 2000) recording_.erase(recording_.begin(), recording_.begin() + 1000);
  }
  torch::nn::Sequential net_;
  std::vector<Detection> recording_;
};

int main() {
  FaceRecorder recorder;
  for (int64_t frame = 0; frame < 100000000; ++frame) {
    recorder.onFrame(frame, torch::rand({1, 1, 16, 16}));
    if (frame % 10 == 0) recorder.onBurst(frame, {torch::rand({1, 1, 16, 16}), torch::rand({1, 1, 16, 16})});
    if (frame % 1000 == 0) std::cout << recorder.recorded() << " frames\n";
  }
}
