#include <torch/torch.h>
#include <deque>
#include <iostream>
#include <string>
#include <vector>

struct FrameResult {
  int64_t frame;
  torch::Tensor heatmap;
  float peak;
};

class HeatmapNetImpl : public torch::nn::Module {
 public:
  HeatmapNetImpl() {
    stem = register_module("stem", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 24, 5).stride(2).padding(2)));
    bn = register_module("bn", torch::nn::BatchNorm2d(24));
    out = register_module("out", torch::nn::Conv2d(24, 17, 1));
  }
  torch::Tensor forward(torch::Tensor x) { return torch::sigmoid(out(torch::relu(bn(stem(x))))); }

 private:
  torch::nn::Conv2d stem{nullptr}, out{nullptr};
  torch::nn::BatchNorm2d bn{nullptr};
};
TORCH_MODULE(HeatmapNet);

class PoseEstimator {
 public:
  PoseEstimator() {
    torch::NoGradGuard no_grad;
    torch::load(net_, "pose.pt");
    net_->eval();
  }

  const FrameResult& process(const torch::Tensor& frame) {
    auto maps = net_->forward(frame.unsqueeze(0));
    FrameResult r;
    r.frame = next_++;
    r.heatmap = maps.squeeze(0);
    r.peak = maps.max().item<float>();
    results_.push_back(r);  // WARN: ineffective-guard
    return results_.back();
  }

 private:
  HeatmapNet net_;
  int64_t next_ = 0;
  std::deque<FrameResult> results_;
};

int main() {
  PoseEstimator pose;
  for (;;) {
    auto& r = pose.process(torch::rand({3, 240, 320}));
    std::cout << r.frame << ' ' << r.peak << '\n';
    if (r.frame > 100000) break;
  }
}
