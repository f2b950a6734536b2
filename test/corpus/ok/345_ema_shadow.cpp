#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <unordered_map>

// Read-only access to trained weights: no graph is recorded while it lives.
class WeightAccess {
 public:
  explicit WeightAccess(const torch::nn::Module& m) : params_(m.named_parameters()) {}

  template <class Fn>
  void forEach(Fn&& fn) {
    for (auto& item : params_) fn(item.key(), item.value());
  }

 private:
  torch::NoGradGuard no_grad_;
  torch::OrderedDict<std::string, torch::Tensor> params_;
};

// Keeps exponentially averaged copies of model weights (as used for diffusion models).
class ShadowWeights {
 public:
  ShadowWeights(const torch::nn::Module& source, double decay) : decay_{decay} {
    WeightAccess(source).forEach([this](const std::string& k, const torch::Tensor& w) { shadow_.emplace(k, w.clone()); });
  }

  void track(const torch::nn::Module& source) {
    const double d = std::min(decay_, (1.0 + updates_) / (10.0 + updates_));
    ++updates_;
    WeightAccess access(source);
    access.forEach([&](const std::string& k, const torch::Tensor& w) {
      auto& avg = shadow_.at(k);
      avg = blend(avg, w, d);
    });
  }

  void copyInto(torch::nn::Module& target) const {
    WeightAccess access(target);
    access.forEach([this](const std::string& k, torch::Tensor& w) { w.copy_(shadow_.at(k)); });
  }

 private:
  static torch::Tensor blend(const torch::Tensor& a, const torch::Tensor& b, double d) {
    return a * d + b * (1.0 - d);
  }

  double decay_;
  long updates_ = 0;
  std::unordered_map<std::string, torch::Tensor> shadow_;
};

struct DenoiserImpl : torch::nn::Module {
  explicit DenoiserImpl(int64_t dim) {
    net = register_module(
        "net", torch::nn::Sequential(torch::nn::Linear(dim + 1, 128), torch::nn::SiLU(),
                                     torch::nn::Linear(128, dim)));
  }
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& t) {
    return net->forward(torch::cat({x, t.unsqueeze(1)}, 1));
  }
  torch::nn::Sequential net{nullptr};
};
TORCH_MODULE(Denoiser);

static torch::Tensor diffusionLoss(Denoiser& model, const torch::Tensor& x0) {
  auto t = torch::rand({x0.size(0)});
  auto alpha = torch::cos(t * M_PI / 2).unsqueeze(1);
  auto sigma = torch::sin(t * M_PI / 2).unsqueeze(1);
  auto eps = torch::randn_like(x0);
  return torch::mse_loss(model->forward(alpha * x0 + sigma * eps, t), eps);
}

int main() {
  Denoiser model(2), averaged(2);
  ShadowWeights ema(*model, 0.999);
  torch::optim::AdamW opt(model->parameters(), torch::optim::AdamWOptions(2e-4));

  double smooth = 1.0;
  for (long it = 1;; ++it) {
    auto loss = diffusionLoss(model, torch::randn({256, 2}));
    opt.zero_grad();
    loss.backward();
    opt.step();
    ema.track(*model);

    smooth = 0.99 * smooth + 0.01 * loss.item<double>();
    if (it % 500 == 0) {
      ema.copyInto(*averaged);
      auto check = diffusionLoss(averaged, torch::randn({1024, 2}));
      std::cout << it << " train " << smooth << " ema " << check.item<double>() << std::endl;
    }
  }
}
