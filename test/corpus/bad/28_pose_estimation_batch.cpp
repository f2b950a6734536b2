#include <torch/torch.h>
#include <string>
#include <utility>
#include <vector>

namespace pose {
struct Keypoints {
  torch::Tensor heatmaps, offsets;
};

class Estimator {
 public:
  Estimator() {
    net_ = torch::nn::Sequential(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 32, 3).padding(1)), torch::nn::ReLU());
    heat_ = torch::nn::Conv2d(32, 17, 1);
    off_ = torch::nn::Conv2d(32, 34, 1);
    net_->eval();
  }
  Keypoints operator()(const torch::Tensor& image) {
    auto f = net_->forward(image);
    return {torch::sigmoid(heat_->forward(f)), off_->forward(f)};
  }

 private:
  torch::nn::Sequential net_{nullptr};
  torch::nn::Conv2d heat_{nullptr}, off_{nullptr};
};

class VideoJob {
 public:
  VideoJob(Estimator& e, std::vector<torch::Tensor> frames) : estimator_(e), frames_(std::move(frames)) {
  }
  void execute() {
    for (size_t i = 0; i < frames_.size(); ++i) {
      auto k = estimator_(frames_[i]);
      poses_.push_back(std::move(k));  // WARN: unguarded-inference
    }
  }
  const std::vector<Keypoints>& poses() const {
    return poses_;
  }

 private:
  Estimator& estimator_;
  std::vector<torch::Tensor> frames_;
  std::vector<Keypoints> poses_;
};
}  // namespace pose
