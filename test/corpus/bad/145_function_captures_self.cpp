#include <torch/torch.h>
#include <functional>
#include <memory>
#include <vector>

class Stream : public std::enable_shared_from_this<Stream> {
 public:
  using FrameHandler = std::function<void(const torch::Tensor&)>;

  explicit Stream(int64_t window) : background_(torch::zeros({3, 480, 640})), window_(window) {}

  void start() {
    auto self = shared_from_this();
    handler_ = [self](const torch::Tensor& frame) {  // WARN: ownership-cycle
      torch::NoGradGuard guard;
      self->background_.mul_(1.0 - 1.0 / self->window_).add_(frame, 1.0 / self->window_);
      ++self->frames_;
    };
  }

  void onFrame(const torch::Tensor& frame) {
    if (handler_) handler_(frame);
  }

  torch::Tensor background() const { return background_; }

 private:
  torch::Tensor background_;
  int64_t window_;
  int64_t frames_ = 0;
  FrameHandler handler_;
};

torch::Tensor estimate_background(const std::vector<torch::Tensor>& clip) {
  auto s = std::make_shared<Stream>(50);
  s->start();
  for (const auto& f : clip) s->onFrame(f);
  return s->background().clone();
}

int main() {
  for (int clip = 0; clip < 1000; ++clip) {
    std::vector<torch::Tensor> frames;
    for (int i = 0; i < 25; ++i) frames.push_back(torch::rand({3, 480, 640}));
    auto bg = estimate_background(frames);
    if (bg.mean().item<float>() < 0) return 1;
  }
}
