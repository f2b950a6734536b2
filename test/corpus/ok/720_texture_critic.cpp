#include <torch/torch.h>

#include <cstdio>
#include <functional>
#include <utility>
#include <vector>

// Texture generator for the level editor.

namespace {

constexpr int64_t kSide = 32;
constexpr int64_t kLatent = 64;

struct GeneratorImpl : torch::nn::Module {
  GeneratorImpl()
      : fc(register_module("fc", torch::nn::Linear(kLatent, 128 * 8 * 8))),
        up1(register_module("up1", torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(128, 64, 4).stride(2).padding(1)))),
        up2(register_module("up2", torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(64, 3, 4).stride(2).padding(1)))) {}
  torch::Tensor forward(const torch::Tensor& z) {
    auto x = torch::relu(fc->forward(z)).view({-1, 128, 8, 8});
    return torch::tanh(up2->forward(torch::relu(up1->forward(x))));
  }
  torch::nn::Linear fc;
  torch::nn::ConvTranspose2d up1, up2;
};
TORCH_MODULE(Generator);

torch::nn::Sequential make_critic() {
  using namespace torch::nn;
  return Sequential(Conv2d(Conv2dOptions(3, 64, 4).stride(2).padding(1)), SiLU(),
                    Conv2d(Conv2dOptions(64, 128, 4).stride(2).padding(1)), SiLU(), Flatten(), Linear(128 * 8 * 8, 1));
}

struct Round {
  double critic = 0;
  double penalty = 0;
  double generator = 0;
};

class TextureGan {
 public:
  TextureGan()
      : critic_(make_critic()),
        critic_opt_(critic_->parameters(), options()),
        generator_opt_(generator_->parameters(), options()) {}

  Round round(const std::function<torch::Tensor()>& real_batch, int critic_steps) {
    Round r;
    for (int k = 0; k < critic_steps; ++k) {
      const auto real = real_batch();
      const auto fake = sample(real.size(0)).detach();
      const auto gp = penalty(real, fake);
      const auto loss = critic_->forward(fake).mean() - critic_->forward(real).mean() + 10.0 * gp;
      critic_opt_.zero_grad();
      loss.backward();
      critic_opt_.step();
      r.critic += loss.item<double>() / critic_steps;
      r.penalty += gp.item<double>() / critic_steps;
    }
    const auto loss = -critic_->forward(sample(16)).mean();
    generator_opt_.zero_grad();
    loss.backward();
    generator_opt_.step();
    r.generator = loss.item<double>();
    return r;
  }

 private:
  static torch::optim::AdamOptions options() { return torch::optim::AdamOptions(1e-4).betas({0.0, 0.9}); }

  torch::Tensor sample(int64_t n) { return generator_->forward(torch::randn({n, kLatent})); }

  torch::Tensor penalty(const torch::Tensor& real, const torch::Tensor& fake) {
    const auto mix = torch::rand({real.size(0), 1, 1, 1});
    const auto between = (mix * real + (1 - mix) * fake).requires_grad_(true);
    const auto score = critic_->forward(between);
    const auto slope = torch::autograd::grad({score.sum()}, {between}, {}, /*retain_graph=*/true,
                                             /*create_graph=*/true)[0];
    return (slope.flatten(1).norm(2, 1) - 1).pow(2).mean();
  }

  Generator generator_;
  torch::nn::Sequential critic_;
  torch::optim::Adam critic_opt_, generator_opt_;
};

}  // namespace

int main() {
  TextureGan gan;
  Round mean;
  for (int n = 1; n <= 4'000'000; ++n) {
    const Round r = gan.round([] { return torch::rand({16, 3, kSide, kSide}) * 2 - 1; }, 5);
    mean.critic += r.critic;
    mean.penalty += r.penalty;
    mean.generator += r.generator;
    if (n % 100 == 0) {
      std::printf("%d C %.3f GP %.3f G %.3f\n", n, mean.critic / 100, mean.penalty / 100, mean.generator / 100);
      mean = Round{};
    }
  }
}
