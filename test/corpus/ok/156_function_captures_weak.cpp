#include <torch/torch.h>
#include <functional>
#include <memory>
#include <vector>

class Camera : public std::enable_shared_from_this<Camera> {
 public:
  explicit Camera(int64_t h, int64_t w) : mean_(torch::zeros({3, h, w})) {}

  void arm() {
    std::weak_ptr<Camera> weak = shared_from_this();
    onFrame_ = [weak](const torch::Tensor& f) {
      if (auto self = weak.lock()) self->mean_ = 0.9 * self->mean_ + 0.1 * f;
    };
    onReset_ = [this] { mean_.zero_(); };
  }
  void feed(const torch::Tensor& f) { onFrame_(f); }
  void reset() { onReset_(); }
  const torch::Tensor& mean() const { return mean_; }

 private:
  torch::Tensor mean_;
  std::function<void(const torch::Tensor&)> onFrame_;
  std::function<void()> onReset_;
};

int main() {
  for (int i = 0; i < 1000; ++i) {
    auto cam = std::make_shared<Camera>(480, 640);
    cam->arm();
    for (int k = 0; k < 10; ++k) cam->feed(torch::rand({3, 480, 640}));
    cam->reset();
  }
}
