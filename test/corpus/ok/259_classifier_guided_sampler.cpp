#include <torch/torch.h>
#include <cmath>
#include <deque>
#include <iostream>

// Diffusion with classifier guidance. Gradients are on only while the classifier is asked.
class GuidedSampler {
 public:
  torch::Tensor sample(int64_t label, int64_t n) {
    torch::NoGradGuard no_grad;
    auto x = torch::randn({n, 2});
    for (int64_t t = kSteps - 1; t >= 0; --t) {
      auto time = torch::full({n, 1}, static_cast<double>(t) / kSteps);
      auto noise = denoiser_->forward(torch::cat({x, time}, 1));
      x = 0.99 * x - 0.05 * noise + 0.02 * guidance(x, label);
      if (t > 0) x = x + 0.05 * torch::randn_like(x);
      keep(x);
    }
    return x;
  }

  const std::deque<torch::Tensor>& frames() const { return frames_; }

 private:
  static constexpr int64_t kSteps = 50;

  torch::Tensor guidance(const torch::Tensor& x, int64_t label) {
    torch::AutoGradMode enable(true);
    auto leaf = x.detach().requires_grad_();
    auto log_p = torch::log_softmax(classifier_->forward(leaf), 1).select(1, label).sum();
    return torch::autograd::grad({log_p}, {leaf})[0];
  }

  void keep(const torch::Tensor& x) {
    frames_.push_back(x);
    if (frames_.size() > 10) frames_.pop_front();
  }

  torch::nn::Sequential denoiser_{torch::nn::Linear(3, 64), torch::nn::SiLU(), torch::nn::Linear(64, 2)};
  torch::nn::Sequential classifier_{torch::nn::Linear(2, 32), torch::nn::Tanh(), torch::nn::Linear(32, 5)};
  std::deque<torch::Tensor> frames_;
};

int main() {
  GuidedSampler sampler;
  auto mean = torch::zeros({2});
  for (int64_t i = 0;; ++i) {
    auto x = sampler.sample(i % 5, 64);
    mean = 0.9 * mean + 0.1 * x.mean(0);
    if (i % 100 == 0) std::cout << mean.norm().item<float>() << " " << sampler.frames().size() << "\n";
  }
}
