#include <torch/torch.h>

#include <cstdio>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

// Planar odometry: a small net turns a pair of scans into a motion; it's tuned while driving whenever a GPS fix comes in.

struct Keyframe {
  int64_t frame;
  torch::Tensor pose;
};

class Track {
 public:
  const torch::Tensor& pose() const { return pose_; }

  void set_pose(int64_t frame, const torch::Tensor& p) {
    pose_ = p.detach();
    if (frame % 10 == 0) {
      keys_.push_back({frame, pose_});
      if (keys_.size() > 50) keys_.pop_front();
    }
  }

  double length() const {
    double d = 0;
    for (size_t i = 1; i < keys_.size(); ++i)
      d += (keys_[i].pose - keys_[i - 1].pose).narrow(0, 0, 2).norm().item<double>();
    return d;
  }

 private:
  torch::Tensor pose_ = torch::zeros({3});
  std::deque<Keyframe> keys_;
};

class MotionNetImpl : public torch::nn::Module {
 public:
  explicit MotionNetImpl(int64_t beams)
      : fc1_(register_module("fc1", torch::nn::Linear(2 * beams, 64))), fc2_(register_module("fc2", torch::nn::Linear(64, 3))) {}
  torch::Tensor forward(const torch::Tensor& prev, const torch::Tensor& cur) {
    return 0.1 * torch::tanh(fc2_(torch::relu(fc1_(torch::cat({prev, cur})))));
  }

 private:
  torch::nn::Linear fc1_, fc2_;
};
TORCH_MODULE(MotionNet);

static torch::Tensor compose(const torch::Tensor& pose, const torch::Tensor& motion) {
  auto th = pose[2];
  auto c = torch::cos(th), s = torch::sin(th);
  return torch::stack({pose[0] + c * motion[0] - s * motion[1], pose[1] + s * motion[0] + c * motion[1], th + motion[2]});
}

class Odometry {
 public:
  explicit Odometry(int64_t beams) : net_(beams), opt_(net_->parameters(), torch::optim::AdamOptions(1e-4)) {}

  void on_scan(const torch::Tensor& scan, const std::optional<torch::Tensor>& gps) {
    if (!prev_.defined()) {
      prev_ = scan;
      return;
    }
    auto next = compose(track_.pose(), net_(prev_, scan));
    if (gps) {
      auto loss = (next.narrow(0, 0, 2) - *gps).pow(2).sum();
      opt_.zero_grad();
      loss.backward();
      opt_.step();
      error_ = 0.9 * error_ + 0.1 * loss.item<double>();
    }
    track_.set_pose(++frame_, next);
    prev_ = scan;
  }

  void report() const {
    const auto& p = track_.pose();
    std::printf("frame %ld  x %.2f y %.2f th %.2f  travelled %.2f  gps err %.3f\n", static_cast<long>(frame_),
                p[0].item<double>(), p[1].item<double>(), p[2].item<double>(), track_.length(), error_);
  }

  int64_t frame() const { return frame_; }

 private:
  MotionNet net_;
  torch::optim::Adam opt_;
  Track track_;
  torch::Tensor prev_;
  double error_ = 0;
  int64_t frame_ = 0;
};

int main() {
  Odometry odo(180);
  auto truth = torch::zeros({2});
  for (int64_t i = 0;; ++i) {
    truth = truth + torch::tensor({0.05, 0.01}, torch::kFloat);
    std::optional<torch::Tensor> gps;
    if (i % 7 == 0) gps = truth + 0.2 * torch::randn({2});
    odo.on_scan(torch::rand({180}), gps);
    if (i % 500 == 0) odo.report();
  }
}
