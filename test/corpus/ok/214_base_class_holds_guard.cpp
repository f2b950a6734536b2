#include <torch/torch.h>
#include <iostream>
#include <map>
#include <memory>
#include <vector>

// A stage of a video pipeline. What a stage does, it does in inference mode.
class Stage {
 public:
  virtual ~Stage() = default;
  void run(int64_t frame, const torch::Tensor& image) {
    c10::InferenceMode guard;
    process(frame, image);
  }
  virtual float summary() const = 0;

 protected:
  virtual void process(int64_t frame, const torch::Tensor& image) = 0;
};

class Background : public Stage {
 public:
  float summary() const override { return state_.defined() ? state_.mean().item<float>() : 0; }

 protected:
  void process(int64_t, const torch::Tensor& image) override {
    auto features = net_->forward(image);
    state_ = state_.defined() ? 0.95 * state_ + 0.05 * net_->forward(state_) + 0.01 * features : features;
  }

 private:
  torch::nn::Conv2d net_{torch::nn::Conv2dOptions(3, 3, 3).padding(1)};
  torch::Tensor state_;
};

class Motion : public Stage {
 public:
  float summary() const override { return static_cast<float>(energy_.size()); }

 protected:
  void process(int64_t frame, const torch::Tensor& image) override {
    auto now = net_->forward(image);
    if (last_.defined()) energy_.insert_or_assign(frame % 500, (now - last_).pow(2).mean());
    last_ = now;
  }

 private:
  torch::nn::Conv2d net_{torch::nn::Conv2dOptions(3, 4, 3).stride(2)};
  torch::Tensor last_;
  std::map<int64_t, torch::Tensor> energy_;
};

int main() {
  std::vector<std::unique_ptr<Stage>> stages;
  stages.push_back(std::make_unique<Background>());
  stages.push_back(std::make_unique<Motion>());
  for (int64_t frame = 0; frame < 100000000; ++frame) {
    auto image = torch::rand({1, 3, 24, 24});
    for (auto& stage : stages) stage->run(frame, image);
    if (frame % 1000 == 0) std::cout << stages[0]->summary() << " " << stages[1]->summary() << "\n";
  }
}
