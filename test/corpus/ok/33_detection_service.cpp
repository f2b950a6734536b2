#include <torch/script.h>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

struct Detection {
  float x, y, w, h, score;
  int label;
};

class DetectionService {
 public:
  DetectionService(const std::string& path, torch::Device device) : device_(device) {
    module_ = torch::jit::load(path, device);
    module_.eval();
    torch::NoGradGuard guard;
    module_.forward({torch::zeros({1, 3, 640, 640}, device)});
  }
  std::vector<Detection> detect(const torch::Tensor& image, float threshold) {
    c10::InferenceMode mode;
    auto out = module_.forward({image.unsqueeze(0).to(device_)}).toTensor();
    remember(out);
    return parse(out.squeeze(0).cpu(), threshold);
  }
  torch::Tensor average() const {
    std::lock_guard<std::mutex> l(lock_);
    return torch::stack(std::vector<torch::Tensor>(recent_.begin(), recent_.end())).mean(0);
  }

 private:
  void remember(const torch::Tensor& out) {
    std::lock_guard<std::mutex> l(lock_);
    recent_.push_back(out);
    while (recent_.size() > 30)
      recent_.pop_front();
  }
  static std::vector<Detection> parse(const torch::Tensor& t, float threshold) {
    std::vector<Detection> found;
    auto a = t.accessor<float, 2>();
    for (int64_t i = 0; i < t.size(0); ++i)
      if (a[i][4] > threshold)
        found.push_back({a[i][0], a[i][1], a[i][2], a[i][3], a[i][4], static_cast<int>(a[i][5])});
    return found;
  }
  torch::Device device_;
  torch::jit::Module module_;
  mutable std::mutex lock_;
  std::deque<torch::Tensor> recent_;
};
