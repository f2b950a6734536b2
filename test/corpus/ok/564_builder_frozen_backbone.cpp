#include <torch/torch.h>
#include <algorithm>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

class Backbone : public torch::nn::Module {
 public:
  explicit Backbone(int64_t width) {
    stem_ = register_module("stem", torch::nn::Linear(64, width));
    neck_ = register_module("neck", torch::nn::Linear(width, 32));
  }
  torch::Tensor operator()(const torch::Tensor& x) { return torch::tanh(neck_(torch::relu(stem_(x)))); }

 private:
  torch::nn::Linear stem_{nullptr}, neck_{nullptr};
};

class BackboneBuilder {
 public:
  using Step = std::function<void(Backbone&)>;
  BackboneBuilder& width(int64_t w) {
    width_ = w;
    return *this;
  }
  BackboneBuilder& scaled(float s) {
    steps_.push_back([s](Backbone& b) {
      torch::NoGradGuard g;
      for (auto& p : b.parameters()) p.mul_(s);
    });
    return *this;
  }
  BackboneBuilder& asFeatureExtractor() {
    steps_.push_back([](Backbone& b) {
      b.eval();
      auto ps = b.parameters();
      std::for_each(ps.begin(), ps.end(), [](auto& p) { p.set_requires_grad(false); });
    });
    return *this;
  }
  std::shared_ptr<Backbone> build() const {
    auto b = std::make_shared<Backbone>(width_);
    for (const auto& s : steps_) s(*b);
    return b;
  }

 private:
  int64_t width_ = 128;
  std::vector<Step> steps_;
};

class DriftMonitor {
 public:
  explicit DriftMonitor(std::shared_ptr<Backbone> net) : net_(std::move(net)) {}

  std::optional<double> observe(const torch::Tensor& frame) {
    auto f = (*net_)(frame).mean(0);
    centre_ = centre_.defined() ? 0.99 * centre_ + 0.01 * f : f;
    energy_ += (f - centre_).pow(2).sum();
    window_[n_++ % 100] = f;
    if (n_ % 500) return std::nullopt;
    return (energy_ / static_cast<double>(n_)).item<double>() + window_.std().item<double>();
  }

 private:
  std::shared_ptr<Backbone> net_;
  torch::Tensor centre_;
  torch::Tensor energy_ = torch::zeros({});
  torch::Tensor window_ = torch::zeros({100, 32});
  int64_t n_ = 0;
};

int main() {
  DriftMonitor monitor(BackboneBuilder().width(256).scaled(0.8f).asFeatureExtractor().build());
  while (true)
    if (auto d = monitor.observe(torch::randn({16, 64}))) std::cout << "drift " << *d << std::endl;
}
