#include <torch/torch.h>
#include <iostream>

using torch::Tensor;

static torch::nn::Sequential make_net(int64_t in, int64_t out) {
  return torch::nn::Sequential(torch::nn::Linear(in, 256), torch::nn::Tanh(),
                               torch::nn::Linear(256, 256), torch::nn::Tanh(),
                               torch::nn::Linear(256, out));
}

static Tensor swiss_roll(int64_t n) {
  auto t = 1.5 * M_PI * (1 + 2 * torch::rand({n, 1}));
  return torch::cat({t * t.cos(), t * t.sin()}, 1) / 7.5 + 0.02 * torch::randn({n, 2});
}

struct Losses {
  double critic = 0, gp = 0, gen = 0;
  int n = 0;
  void reset() { *this = Losses(); }
};

static Tensor gradient_penalty(torch::nn::Sequential& critic, const Tensor& real, const Tensor& fake) {
  auto eps = torch::rand({real.size(0), 1});
  auto mix = (eps * real + (1 - eps) * fake.detach()).requires_grad_(true);
  auto score = critic->forward(mix);
  score.backward(torch::ones_like(score), /*retain_graph=*/true, /*create_graph=*/true);  // WARN: create-graph-cycle
  auto norm = mix.grad().norm(2, 1);
  return (norm - 1).pow(2).mean();
}

static void critic_step(torch::nn::Sequential& critic, torch::nn::Sequential& gen,
                        torch::optim::Optimizer& opt, Losses& l, int64_t batch) {
  auto real = swiss_roll(batch);
  Tensor fake;
  {
    torch::NoGradGuard ng;
    fake = gen->forward(torch::randn({batch, 8}));
  }
  auto gp = gradient_penalty(critic, real, fake);
  opt.zero_grad();
  auto w = critic->forward(fake).mean() - critic->forward(real).mean();
  (w + 10.0 * gp).backward();
  opt.step();
  opt.zero_grad();
  l.critic += w.item<double>();
  l.gp += gp.item<double>();
}

static void gen_step(torch::nn::Sequential& critic, torch::nn::Sequential& gen,
                     torch::optim::Optimizer& opt, Losses& l, int64_t batch) {
  auto g = -critic->forward(gen->forward(torch::randn({batch, 8}))).mean();
  opt.zero_grad();
  g.backward();
  opt.step();
  l.gen += g.item<double>();
}

int main() {
  const int n_critic = 5;
  const int64_t batch = 256;
  auto critic = make_net(2, 1);
  auto gen = make_net(8, 2);
  torch::optim::Adam opt_c(critic->parameters(), torch::optim::AdamOptions(1e-4).betas({0.5, 0.9}));
  torch::optim::Adam opt_g(gen->parameters(), torch::optim::AdamOptions(1e-4).betas({0.5, 0.9}));

  Losses l;
  for (int it = 1; it <= 500000; ++it) {
    for (int k = 0; k < n_critic; ++k) critic_step(critic, gen, opt_c, l, batch);
    gen_step(critic, gen, opt_g, l, batch);
    ++l.n;
    if (it % 500 == 0) {
      std::cout << it << " W " << -l.critic / (l.n * n_critic) << " gp " << l.gp / (l.n * n_critic)
                << " G " << l.gen / l.n << "\n";
      l.reset();
    }
  }
}
