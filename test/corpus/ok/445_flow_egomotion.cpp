// Visual odometry front end: a pretrained feature network with a temporal memory, used as is.
#include <torch/torch.h>

#include <cmath>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <string>
#include <utility>

class BackboneImpl : public torch::nn::Module {
 public:
  BackboneImpl() {
    c1_ = register_module("c1", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 16, 5).stride(2).padding(2)));
    c2_ = register_module("c2", torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 3).stride(2).padding(1)));
    fuse_ = register_module("fuse", torch::nn::Conv2d(torch::nn::Conv2dOptions(64, 32, 3).padding(1)));
    pose_ = register_module("pose", torch::nn::Linear(32, 3));
  }

  torch::Tensor features(const torch::Tensor& img) {
    return torch::relu(c2_->forward(torch::relu(c1_->forward(img))));
  }
  torch::Tensor fuse(const torch::Tensor& memory, const torch::Tensor& now) {
    return torch::tanh(fuse_->forward(torch::cat({memory, now}, 1)));
  }
  torch::Tensor pose(const torch::Tensor& memory) { return pose_->forward(memory.mean({2, 3})).squeeze(0); }

 private:
  torch::nn::Conv2d c1_{nullptr}, c2_{nullptr}, fuse_{nullptr};
  torch::nn::Linear pose_{nullptr};
};
TORCH_MODULE(Backbone);

class Odometry {
 public:
  Odometry(const std::string& weights, std::size_t keyframes) : keyframes_(keyframes) {
    if (!weights.empty()) torch::load(net_, weights);
    net_->eval();
    for (auto& p : net_->parameters()) p.set_requires_grad(false);
  }

  void push(const torch::Tensor& img) {
    auto now = net_->features(img);
    if (!memory_.defined()) memory_ = torch::zeros_like(now);
    memory_ = net_->fuse(memory_, now);
    auto d = net_->pose(memory_);
    heading_ = heading_ + d[2];
    position_ += torch::stack({torch::cos(heading_) * d[0], torch::sin(heading_) * d[1]});
    if (++count_ % 10 == 0) {
      keys_.push_back({memory_, position_.clone()});
      if (keys_.size() > keyframes_) keys_.pop_front();
    }
  }

  double loop_score() const {
    if (keys_.size() < 2) return 0.0;
    auto a = keys_.front().first.flatten(), b = keys_.back().first.flatten();
    return torch::cosine_similarity(a, b, 0).item<double>();
  }

  std::pair<double, double> position() const { return {position_[0].item<double>(), position_[1].item<double>()}; }

 private:
  Backbone net_;
  std::size_t keyframes_;
  torch::Tensor memory_;
  torch::Tensor heading_ = torch::zeros({});
  torch::Tensor position_ = torch::zeros({2});
  std::deque<std::pair<torch::Tensor, torch::Tensor>> keys_;
  long count_ = 0;
};

int main(int argc, char** argv) {
  const std::string weights = argc > 1 ? argv[1] : "";
  const long frames = argc > 2 ? std::atol(argv[2]) : 1000000;
  Odometry vo(weights, 32);
  auto scene = torch::rand({1, 1, 96, 128});
  for (long k = 0; k < frames; ++k) {
    scene = scene.roll({1}, {3});
    vo.push(scene + 0.01 * torch::randn_like(scene));
    if (k % 200 == 0) {
      const auto p = vo.position();
      std::cout << k << " (" << p.first << ", " << p.second << ") loop " << vo.loop_score() << '\n';
    }
  }
  return EXIT_SUCCESS;
}
