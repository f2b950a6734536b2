// Video pipeline built from stages that are created by name.
#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace vp {

struct Frame {
  int64_t index = 0;
  torch::Tensor pixels;      // [1, 3, H, W]
  torch::Tensor foreground;  // [1, 1, H, W], bool
};

class Stage {
 public:
  virtual ~Stage() = default;
  virtual const char* name() const = 0;
  virtual void process(Frame& frame) = 0;
};

using StageMaker = std::function<std::unique_ptr<Stage>()>;

class StageRegistry {
 public:
  static StageRegistry& instance() {
    static StageRegistry r;
    return r;
  }
  void add(const std::string& key, StageMaker maker) { makers_[key] = std::move(maker); }
  std::unique_ptr<Stage> make(const std::string& key) const {
    auto it = makers_.find(key);
    if (it == makers_.end()) throw std::invalid_argument("unknown stage " + key);
    return it->second();
  }

 private:
  std::map<std::string, StageMaker> makers_;
};

class Normalise final : public Stage {
 public:
  const char* name() const override { return "normalise"; }
  void process(Frame& f) override { f.pixels = f.pixels.to(torch::kFloat).div(255.0).sub(0.5); }
};

class BackgroundModel final : public Stage {
 public:
  BackgroundModel()
      : net_(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 5).padding(2)), torch::nn::ReLU(),
             torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 8, 3).padding(1)), torch::nn::Tanh()) {
    net_->eval();
    torch::NoGradGuard inference_only;
  }

  const char* name() const override { return "background"; }

  void process(Frame& f) override {
    auto feat = net_->forward(f.pixels);
    if (!background_.defined()) {
      background_ = feat;
    } else {
      background_ = (1.0 - rate_) * background_ + rate_ * feat;  // WARN: ineffective-guard
    }
    f.foreground = (feat - background_).abs().mean(1, /*keepdim=*/true) > threshold_;
  }

 private:
  torch::nn::Sequential net_;
  torch::Tensor background_;
  double rate_ = 0.05;
  double threshold_ = 0.1;
};

class Pipeline {
 public:
  explicit Pipeline(const std::vector<std::string>& keys) {
    for (const auto& k : keys) stages_.push_back(StageRegistry::instance().make(k));
  }
  void operator()(Frame& f) {
    for (auto& s : stages_) s->process(f);
  }

 private:
  std::vector<std::unique_ptr<Stage>> stages_;
};

}  // namespace vp

int main() {
  auto& reg = vp::StageRegistry::instance();
  reg.add("normalise", [] { return std::make_unique<vp::Normalise>(); });
  reg.add("background", [] { return std::make_unique<vp::BackgroundModel>(); });

  vp::Pipeline pipeline({"normalise", "background"});
  for (int64_t i = 0;; ++i) {
    vp::Frame frame;
    frame.index = i;
    frame.pixels = torch::randint(0, 256, {1, 3, 96, 128}, torch::kByte);
    pipeline(frame);
    if (i % 300 == 0) {
      std::cout << "frame " << i << " moving pixels " << frame.foreground.sum().item<int64_t>() << '\n';
    }
  }
}
