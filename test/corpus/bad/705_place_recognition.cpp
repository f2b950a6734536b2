#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

namespace slam {

struct Pose {
  double x = 0, y = 0, yaw = 0;
};

struct Keyframe {
  int64_t id;
  Pose pose;
  torch::Tensor descriptor;
};

struct LoopClosure {
  int64_t from, to;
  float score;
};

class DescriptorNetImpl : public torch::nn::Module {
 public:
  DescriptorNetImpl() {
    trunk_ = register_module(
        "trunk", torch::nn::Sequential(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 24, 5).stride(4)), torch::nn::ReLU(),
                                       torch::nn::Conv2d(torch::nn::Conv2dOptions(24, 48, 3).stride(2)), torch::nn::ReLU(),
                                       torch::nn::AdaptiveAvgPool2d(torch::nn::AdaptiveAvgPool2dOptions({2, 2})),
                                       torch::nn::Flatten()));
  }
  torch::Tensor forward(const torch::Tensor& image) {
    auto d = trunk_->forward(image.unsqueeze(0)).squeeze(0);
    return d / (d.norm() + 1e-6);
  }

 private:
  torch::nn::Sequential trunk_{nullptr};
};
TORCH_MODULE(DescriptorNet);

class Map {
 public:
  const Keyframe& insert(const Pose& pose, torch::Tensor descriptor) {
    frames_.push_back({next_id_++, pose, std::move(descriptor)}); // WARN: unguarded-inference
    return frames_.back();
  }

  std::optional<LoopClosure> search(const torch::Tensor& query, int64_t exclude_recent) const {
    std::optional<LoopClosure> best;
    for (const auto& kf : frames_) {
      if (kf.id + exclude_recent >= next_id_) break;
      const float s = kf.descriptor.dot(query).item<float>();
      if (s > 0.92f && (!best || s > best->score)) best = LoopClosure{next_id_, kf.id, s};
    }
    return best;
  }

  std::size_t size() const { return frames_.size(); }

 private:
  std::vector<Keyframe> frames_;
  int64_t next_id_ = 0;
};

class Localizer {
 public:
  explicit Localizer(std::shared_ptr<Map> map) : map_(std::move(map)) { net_->eval(); }

  std::optional<LoopClosure> process(const Pose& pose, const torch::Tensor& image) {
    if (last_ && std::hypot(pose.x - last_->x, pose.y - last_->y) < 0.5) return std::nullopt;
    last_ = pose;
    auto descriptor = net_->forward(image);
    auto closure = map_->search(descriptor, 50);
    map_->insert(pose, descriptor);
    return closure;
  }

 private:
  std::shared_ptr<Map> map_;
  DescriptorNet net_;
  std::optional<Pose> last_;
};

}  // namespace slam

int main() {
  auto map = std::make_shared<slam::Map>();
  slam::Localizer localizer(map);
  slam::Pose pose;
  while (true) {
    pose.yaw += 0.01;
    pose.x += 0.2 * std::cos(pose.yaw);
    pose.y += 0.2 * std::sin(pose.yaw);
    if (auto closure = localizer.process(pose, torch::rand({3, 120, 160}))) {
      std::cout << closure->from << " -> " << closure->to << " (" << closure->score << ") of " << map->size() << '\n';
    }
  }
}
