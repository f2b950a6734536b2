/* WGAN-GP on 2-d rings embedded in R^256 (port of the pytorch script) */
#include <torch/torch.h>
#include <cmath>
#include <cstdio>

static const int64_t kData = 256, kLatent = 32, kBatch = 128;
static const double kLambda = 10.0;

torch::nn::Sequential make_generator() {
  return torch::nn::Sequential(torch::nn::Linear(kLatent, 256), torch::nn::ReLU(),
                               torch::nn::Linear(256, 256), torch::nn::ReLU(),
                               torch::nn::Linear(256, kData));
}

torch::nn::Sequential make_critic() {
  return torch::nn::Sequential(torch::nn::Linear(kData, 256), torch::nn::Tanh(),
                               torch::nn::Linear(256, 256), torch::nn::Tanh(),
                               torch::nn::Linear(256, 1));
}

torch::Tensor sample_real(const torch::Tensor& basis) {
  auto phi = torch::rand({kBatch, 1}) * (2 * M_PI);
  auto ring = torch::cat({phi.cos(), phi.sin()}, 1);
  return torch::mm(ring, basis) + 0.01 * torch::randn({kBatch, kData});
}

torch::Tensor gradient_penalty(torch::nn::Sequential& critic, const torch::Tensor& real, const torch::Tensor& fake) {
  auto alpha = torch::rand({real.size(0), 1});
  auto mixed = (alpha * real + (1 - alpha) * fake).detach().requires_grad_();
  std::vector<torch::Tensor> wrt{mixed};
  auto score = critic->forward(mixed);
  score.sum().backward({}, /*retain_graph=*/true, /*create_graph=*/true, torch::TensorList(wrt));  // WARN: create-graph-cycle
  return (mixed.grad().norm(2, 1) - 1).pow(2).mean();
}

int main() {
  torch::manual_seed(11);
  auto basis = torch::randn({2, kData}) / std::sqrt(double(kData));
  auto G = make_generator();
  auto D = make_critic();
  torch::optim::Adam optG(G->parameters(), torch::optim::AdamOptions(1e-4).betas({0.0, 0.9}));
  torch::optim::Adam optD(D->parameters(), torch::optim::AdamOptions(1e-4).betas({0.0, 0.9}));

  double wdist = 0.0;
  for (int iter = 0; iter < 400000; ++iter) {
    for (int k = 0; k < 5; ++k) {
      auto real = sample_real(basis);
      torch::Tensor fake;
      {
        torch::NoGradGuard no_grad;
        fake = G->forward(torch::randn({kBatch, kLatent}));
      }
      optD.zero_grad();
      auto gp = gradient_penalty(D, real, fake);
      auto gap = D->forward(fake).mean() - D->forward(real).mean();
      auto lossD = gap + kLambda * gp;
      lossD.backward();
      optD.step();
      wdist = 0.99 * wdist - 0.01 * gap.item<double>();
    }

    optG.zero_grad();
    auto lossG = -D->forward(G->forward(torch::randn({kBatch, kLatent}))).mean();
    lossG.backward();
    optG.step();

    if (iter % 100 == 0) std::printf("iter %6d  W ~ %.4f  G %.4f\n", iter, wdist, lossG.item<double>());
  }
  return 0;
}
