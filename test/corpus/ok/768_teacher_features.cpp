#include <torch/torch.h>

#include <cstdint>
#include <deque>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

// Student imitates the features of a fixed teacher on an endless image stream.

class FeatureNet {
 public:
  class Builder {
   public:
    Builder& width(int64_t w) { return width_ = w, *this; }
    Builder& fixed(bool f = true) { return fixed_ = f, *this; }

    std::unique_ptr<FeatureNet> build() const {
      auto net = std::unique_ptr<FeatureNet>(new FeatureNet(width_));
      if (fixed_) {
        net->body_->eval();
        for (auto& p : net->body_->parameters()) p.set_requires_grad(false);
      }
      return net;
    }

   private:
    int64_t width_ = 32;
    bool fixed_ = false;
  };

  torch::Tensor operator()(const torch::Tensor& x) { return body_->forward(x); }
  std::vector<torch::Tensor> parameters() const { return body_->parameters(); }

 private:
  explicit FeatureNet(int64_t w)
      : body_(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, w, 3).stride(2)), torch::nn::ReLU(),
              torch::nn::Conv2d(torch::nn::Conv2dOptions(w, w, 3).stride(2)), torch::nn::ReLU(),
              torch::nn::AdaptiveAvgPool2d(1), torch::nn::Flatten(), torch::nn::Linear(w, 32)) {}

  torch::nn::Sequential body_;
};

class TargetTracker {
 public:
  explicit TargetTracker(std::size_t keep) : keep_(keep) {}

  // Whitened targets; the statistics follow the stream.
  torch::Tensor track(const torch::Tensor& features) {
    mean_.lerp_(features.mean(0), 0.01);
    scale_ = 0.99 * scale_ + 0.01 * features.std(0);
    recent_.push_back(features);
    if (recent_.size() > keep_) recent_.pop_front();
    return (features - mean_) / scale_.clamp_min(1e-3);
  }

  float diversity() const {
    std::vector<torch::Tensor> rows(recent_.begin(), recent_.end());
    return torch::cat(rows).var(0).mean().item<float>();
  }

 private:
  std::size_t keep_;
  torch::Tensor mean_ = torch::zeros({32});
  torch::Tensor scale_ = torch::ones({32});
  std::deque<torch::Tensor> recent_;
};

int main() {
  auto teacher = FeatureNet::Builder{}.width(64).fixed().build();
  auto student = FeatureNet::Builder{}.width(16).build();
  torch::optim::Adam opt(student->parameters(), torch::optim::AdamOptions(1e-3));
  TargetTracker tracker(40);

  double sum = 0;
  for (std::uint64_t it = 1;; ++it) {
    auto img = torch::rand({16, 3, 32, 32});
    auto target = tracker.track((*teacher)(img));
    auto loss = torch::nn::functional::mse_loss((*student)(img), target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    sum += loss.item<double>();
    if (it % 200 == 0) {
      std::cout << it << " distill " << sum / 200 << " var " << tracker.diversity() << '\n';
      sum = 0;
    }
  }
}
