// wgan_gp.py -> libtorch; 1-d convolutional critic on synthetic waveforms.
#include <torch/torch.h>
#include <iostream>

namespace nn = torch::nn;
namespace optim = torch::optim;
using torch::Tensor;

namespace {

constexpr int kLen = 128;
constexpr int kBatch = 48;
constexpr int kZ = 24;

struct CriticImpl : nn::Module {
  nn::Conv1d c1{nullptr}, c2{nullptr};
  nn::Linear out{nullptr};
  CriticImpl() {
    c1 = register_module("c1", nn::Conv1d(nn::Conv1dOptions(1, 16, 5).stride(2).padding(2)));
    c2 = register_module("c2", nn::Conv1d(nn::Conv1dOptions(16, 32, 5).stride(2).padding(2)));
    out = register_module("out", nn::Linear(32 * kLen / 4, 1));
  }
  Tensor forward(Tensor x) {
    x = nn::functional::softplus(c1(x));
    x = nn::functional::softplus(c2(x));
    return out(x.flatten(1)).squeeze(1);
  }
};
TORCH_MODULE(Critic);

struct GenImpl : nn::Module {
  nn::Linear l1{nullptr}, l2{nullptr};
  GenImpl() {
    l1 = register_module("l1", nn::Linear(kZ, 256));
    l2 = register_module("l2", nn::Linear(256, kLen));
  }
  Tensor forward(Tensor z) { return torch::tanh(l2(torch::relu(l1(z)))).unsqueeze(1); }
};
TORCH_MODULE(Gen);

Tensor waveforms(int n) {
  Tensor t = torch::linspace(0, 6.2831853, kLen).unsqueeze(0);
  Tensor f = torch::rand({n, 1}) * 3 + 1;
  Tensor ph = torch::rand({n, 1}) * 6.28;
  return torch::sin(f * t + ph).unsqueeze(1);
}

Tensor penalty(Critic& critic, const Tensor& real, const Tensor& fake) {
  Tensor eps = torch::rand({real.size(0), 1, 1});
  Tensor x_hat = (eps * real + (1 - eps) * fake).detach().requires_grad_();
  Tensor d = critic->forward(x_hat);
  auto grads = torch::autograd::grad({d}, {x_hat}, {torch::ones_like(d)}, /*retain_graph=*/true, /*create_graph=*/true);
  return (grads[0].flatten(1).norm(2, 1) - 1).pow(2).mean();
}

}  // namespace

int main() {
  torch::manual_seed(2024);
  Critic critic;
  Gen gen;
  optim::Adam opt_c(critic->parameters(), optim::AdamOptions(2e-4).betas({0.5, 0.9}));
  optim::Adam opt_g(gen->parameters(), optim::AdamOptions(2e-4).betas({0.5, 0.9}));

  Tensor emd = torch::zeros({});
  Tensor gp_avg = torch::zeros({});

  for (int64_t it = 0; it < 2000000; ++it) {
    Tensor real = waveforms(kBatch);
    Tensor fake = gen->forward(torch::randn({kBatch, kZ}));

    Tensor gp = penalty(critic, real, fake);
    Tensor gap = critic->forward(real).mean() - critic->forward(fake.detach()).mean();
    Tensor c_loss = 10.0 * gp - gap;
    opt_c.zero_grad();
    c_loss.backward();
    opt_c.step();

    emd = 0.98 * emd + 0.02 * gap.detach();
    gp_avg.mul_(0.98).add_(gp.detach(), 0.02);

    if (it % 5 == 4) {
      Tensor g_loss = -critic->forward(fake).mean();
      opt_g.zero_grad();
      g_loss.backward();
      opt_g.step();
    }

    if (it % 200 == 0) {
      std::cout << it << "  emd " << emd.item<float>() << "  gp " << gp_avg.item<float>() << std::endl;
    }
  }
}
