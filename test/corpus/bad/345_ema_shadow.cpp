#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <unordered_map>

// Keeps exponentially averaged copies of model weights (as used for diffusion models).
class ShadowWeights {
 public:
  ShadowWeights(const torch::nn::Module& source, double decay) : decay_{decay} {
    for (const auto& item : source.named_parameters())
      shadow_.emplace(item.key(), item.value().detach().clone());
  }

  void track(const torch::nn::Module& source) {
    const double d = std::min(decay_, (1.0 + updates_) / (10.0 + updates_));
    ++updates_;
    for (const auto& item : source.named_parameters()) {
      auto& avg = shadow_.at(item.key());
      avg = blend(avg, item.value(), d);  // WARN: recurrent-state
    }
  }

  void copyInto(torch::nn::Module& target) const {
    torch::NoGradGuard g;
    for (auto& item : target.named_parameters())
      item.value().copy_(shadow_.at(item.key()));
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
                                     torch::nn::Linear(128, 128), torch::nn::SiLU(),
                                     torch::nn::Linear(128, dim)));
  }
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& t) {
    return net->forward(torch::cat({x, t.unsqueeze(1)}, 1));
  }
  torch::nn::Sequential net{nullptr};
};
TORCH_MODULE(Denoiser);

static torch::Tensor sampleSwissRoll(int64_t n) {
  auto t = 1.5 * M_PI * (1 + 2 * torch::rand({n}));
  return torch::stack({t * torch::cos(t), t * torch::sin(t)}, 1) / 10.0;
}

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
    auto loss = diffusionLoss(model, sampleSwissRoll(256));
    opt.zero_grad();
    loss.backward();
    opt.step();
    ema.track(*model);

    smooth = 0.99 * smooth + 0.01 * loss.item<double>();
    if (it % 500 == 0) {
      ema.copyInto(*averaged);
      torch::NoGradGuard g;
      auto check = diffusionLoss(averaged, sampleSwissRoll(1024));
      std::cout << it << " train " << smooth << " ema " << check.item<double>() << std::endl;
    }
  }
}
