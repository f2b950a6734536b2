#include <torch/torch.h>
#include <fstream>
#include <memory>
#include <vector>

struct Frame {
  torch::Tensor observation;
  torch::Tensor action;
  torch::Tensor value;
};

class Recorder {
 public:
  void record(Frame f) {
    frames_->push_back(std::move(f));  // WARN: unguarded-inference
  }
  size_t frames() const {
    return frames_->size();
  }

 private:
  std::unique_ptr<std::vector<Frame>> frames_ = std::make_unique<std::vector<Frame>>();
};

class Robot {
 public:
  Robot() : policy_(torch::nn::Linear(12, 64), torch::nn::Tanh(), torch::nn::Linear(64, 6)), critic_(12, 1) {
  }
  Frame control(const torch::Tensor& obs) {
    return Frame{obs, policy_->forward(obs), critic_->forward(obs)};
  }

 private:
  torch::nn::Sequential policy_;
  torch::nn::Linear critic_;
};

int main() {
  Robot robot;
  Recorder recorder;
  auto obs = torch::zeros({12});
  while (recorder.frames() < 1000000000ull) {
    auto frame = robot.control(obs);
    obs = torch::rand({12}) * frame.action.abs().mean().item<float>();
    recorder.record(frame);
  }
}
