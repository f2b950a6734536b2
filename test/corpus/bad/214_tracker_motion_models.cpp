#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <vector>

// How the state of a target moves from one scan to the next.
class MotionModel {
 public:
  virtual ~MotionModel() = default;
  virtual torch::Tensor predict(const torch::Tensor& state) = 0;
};

class ConstantVelocity : public MotionModel {
 public:
  torch::Tensor predict(const torch::Tensor& state) override { return torch::matmul(state, transition_); }

 private:
  torch::Tensor transition_ = torch::eye(4);
};

class LearnedMotion : public MotionModel {
 public:
  torch::Tensor predict(const torch::Tensor& state) override {
    return state + 0.1 * net_->forward(state);
  }

 private:
  torch::nn::Sequential net_{torch::nn::Linear(4, 32), torch::nn::Tanh(), torch::nn::Linear(32, 4)};
};

class Track {
 public:
  explicit Track(std::shared_ptr<MotionModel> motion) : motion_(std::move(motion)) {}
  void update(const torch::Tensor& measured) {
    auto predicted = motion_->predict(state_);
    auto innovation = measured - predicted;
    state_ = predicted + gain_ * innovation;  // WARN: recurrent-state
  }
  float x() const { return state_.index({0, 0}).item<float>(); }

 private:
  std::shared_ptr<MotionModel> motion_;
  torch::Tensor state_ = torch::zeros({1, 4});
  float gain_ = 0.3f;
};

int main(int argc, char**) {
  std::shared_ptr<MotionModel> motion;
  if (argc > 1) {
    motion = std::make_shared<ConstantVelocity>();
  } else {
    motion = std::make_shared<LearnedMotion>();
  }
  std::vector<Track> tracks(4, Track(motion));
  for (int64_t scan = 0; scan < 10000000; ++scan) {
    for (auto& track : tracks) track.update(torch::randn({1, 4}));
    if (scan % 1000 == 0) std::cout << tracks[0].x() << "\n";
  }
}
