#include <torch/torch.h>
#include <memory>
#include <optional>
#include <stack>
#include <utility>
#include <vector>

// An undo history with a limit, and a session that is reset per image.
struct Edit {
  torch::Tensor before;
  int tool;
};

class Canvas {
 public:
  explicit Canvas(size_t limit) : limit_(limit) {
  }
  void load(torch::Tensor image) {
    image_ = std::move(image);
    undo_.clear();
  }
  void apply(torch::nn::Conv2d& brush, int tool) {
    undo_.push_back({image_, tool});
    if (undo_.size() > limit_)
      undo_.erase(undo_.begin());
    torch::NoGradGuard guard;
    image_ = brush->forward(image_).clamp(0, 1);
  }
  bool undo() {
    if (undo_.empty())
      return false;
    image_ = undo_.back().before;
    undo_.pop_back();
    return true;
  }
  const torch::Tensor& image() const {
    return image_;
  }

 private:
  size_t limit_;
  torch::Tensor image_;
  std::vector<Edit> undo_;
};

int main() {
  torch::nn::Conv2d blur(torch::nn::Conv2dOptions(3, 3, 3).padding(1));
  Canvas canvas(20);
  std::stack<int> tools;
  canvas.load(torch::rand({1, 3, 128, 128}));
  for (int i = 0; i < 100000; ++i) {
    canvas.apply(blur, i % 5);
    if (i % 3 == 0)
      canvas.undo();
    if (i % 1000 == 0)
      canvas.load(torch::rand({1, 3, 128, 128}));
  }
}
