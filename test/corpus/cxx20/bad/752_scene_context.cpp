// C++20
#include <torch/torch.h>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <iostream>
#include <memory>
#include <utility>

namespace drive {

struct Sample {
  torch::Tensor lidar;     // [B, 64]
  torch::Tensor steering;  // [B, 1]
};

// Slow summary of what the car has seen lately.
class SceneContext {
 public:
  struct Options {
    int64_t width = 32;
    double spectral_radius = 0.9;
  };

  explicit SceneContext(const Options& o)
      : mix_(torch::randn({o.width, o.width}) * (o.spectral_radius / std::sqrt(static_cast<double>(o.width)))),
        state_(torch::zeros({1, o.width})) {}

  void blend(const torch::Tensor& features) {
    state_ = torch::tanh(state_.matmul(mix_) + features.mean(0, true));  // WARN: recurrent-state
  }

  torch::Tensor rows(int64_t n) const { return state_.detach().expand({n, -1}); }

 private:
  torch::Tensor mix_;
  torch::Tensor state_;
};

struct PilotImpl : torch::nn::Module {
  explicit PilotImpl(int64_t width)
      : encoder(register_module("encoder", torch::nn::Sequential(torch::nn::Linear(64, 64), torch::nn::SiLU(),
                                                                 torch::nn::Linear(64, width)))),
        head(register_module("head", torch::nn::Linear(2 * width, 1))) {}

  torch::Tensor encode(const torch::Tensor& x) { return encoder->forward(x); }
  torch::Tensor steer(const torch::Tensor& f, const torch::Tensor& ctx) { return head->forward(torch::cat({f, ctx}, 1)); }

  torch::nn::Sequential encoder;
  torch::nn::Linear head;
};
TORCH_MODULE(Pilot);

template <class S>
concept SampleSource = requires(S s) {
  { s.next() } -> std::same_as<Sample>;
};

struct SimulatedDrive {
  Sample next() {
    auto scan = torch::rand({16, 64});
    return {.lidar = scan, .steering = scan.slice(1, 0, 32).mean(1, true) - scan.slice(1, 32, 64).mean(1, true)};
  }
};

template <SampleSource Source>
class OnlineTrainer {
 public:
  OnlineTrainer(Source src, SceneContext::Options o)
      : src_(std::move(src)), ctx_(o), pilot_(o.width), opt_(pilot_->parameters(), torch::optim::AdamOptions(2e-4)) {}

  double step() {
    auto [lidar, steering] = src_.next();
    auto features = pilot_->encode(lidar);
    auto predicted = pilot_->steer(features, ctx_.rows(lidar.size(0)));
    auto loss = torch::mse_loss(predicted, steering);

    opt_.zero_grad();
    loss.backward();
    opt_.step();

    ctx_.blend(features);
    return loss.template item<double>();
  }

 private:
  Source src_;
  SceneContext ctx_;
  Pilot pilot_;
  torch::optim::Adam opt_;
};

}  // namespace drive

int main() {
  drive::OnlineTrainer trainer{drive::SimulatedDrive{}, drive::SceneContext::Options{.width = 48}};
  double smooth = 0;
  for (std::uint64_t n = 0;; ++n) {
    smooth = 0.99 * smooth + 0.01 * trainer.step();
    if (n % 2000 == 0) std::cout << n << ' ' << smooth << std::endl;
  }
}
