#include <torch/torch.h>

#include <cstdio>

// small WGAN on 2d points, following the usual recipe (5 critic steps per generator step)

using torch::Tensor;

struct Options {
  int64_t batch = 128;
  int64_t latent = 8;
  int critic_steps = 5;
  double lambda = 10.0;
  int iterations = 200000;
};

static torch::nn::Sequential mlp(int64_t in, int64_t out) {
  return torch::nn::Sequential(torch::nn::Linear(in, 64), torch::nn::Tanh(), torch::nn::Linear(64, 64),
                               torch::nn::Tanh(), torch::nn::Linear(64, out));
}

static Tensor real_points(int64_t n) {
  auto a = torch::rand({n}) * 6.2831853;
  return torch::stack({a.cos(), a.sin()}, 1) + 0.02 * torch::randn({n, 2});
}

class Wgan {
 public:
  explicit Wgan(Options o)
      : o_(o),
        gen_(mlp(o.latent, 2)),
        critic_(mlp(2, 1)),
        gopt_(gen_->parameters(), torch::optim::AdamOptions(1e-4).betas({0.5, 0.9})),
        copt_(critic_->parameters(), torch::optim::AdamOptions(1e-4).betas({0.5, 0.9})) {}

  void train() {
    for (int it = 0; it < o_.iterations; ++it) {
      double c = 0;
      for (int k = 0; k < o_.critic_steps; ++k) c += critic_step();
      const double g = generator_step();
      if (it % 500 == 0) std::printf("%d critic %.4f gen %.4f\n", it, c / o_.critic_steps, g);
    }
  }

 private:
  Tensor penalty(const Tensor& real, const Tensor& fake) {
    auto eps = torch::rand({real.size(0), 1});
    auto mix = (eps * real + (1 - eps) * fake).set_requires_grad(true);
    auto score = critic_->forward(mix);
    score.backward(torch::ones_like(score), /*retain_graph=*/true, /*create_graph=*/true);  // WARN: create-graph-cycle
    auto slope = mix.grad().norm(2, 1);
    return (slope - 1).pow(2).mean();
  }

  double critic_step() {
    auto real = real_points(o_.batch);
    auto fake = gen_->forward(torch::randn({o_.batch, o_.latent})).detach();
    auto gp = penalty(real, fake);
    copt_.zero_grad();
    auto loss = critic_->forward(fake).mean() - critic_->forward(real).mean() + o_.lambda * gp;
    loss.backward();
    copt_.step();
    copt_.zero_grad();
    return loss.item<double>();
  }

  double generator_step() {
    gopt_.zero_grad();
    auto loss = -critic_->forward(gen_->forward(torch::randn({o_.batch, o_.latent}))).mean();
    loss.backward();
    gopt_.step();
    copt_.zero_grad();
    return loss.item<double>();
  }

  Options o_;
  torch::nn::Sequential gen_, critic_;
  torch::optim::Adam gopt_, copt_;
};

int main() {
  torch::manual_seed(0);
  Wgan(Options{}).train();
}
