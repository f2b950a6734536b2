#include <torch/torch.h>
#include <iostream>

using torch::nn::Linear;
using torch::nn::Sequential;

static torch::Tensor gradient_penalty(Sequential& critic, const torch::Tensor& real, const torch::Tensor& fake) {
  auto eps = torch::rand({real.size(0), 1});
  auto mix = (eps * real + (1 - eps) * fake).detach().requires_grad_(true);
  auto score = critic->forward(mix);
  auto grads = torch::autograd::grad({score}, {mix}, {torch::ones_like(score)}, /*retain_graph=*/true, /*create_graph=*/true);
  return (grads[0].norm(2, 1) - 1).pow(2).mean();
}

int main() {
  Sequential G(Linear(16, 64), torch::nn::ReLU(), Linear(64, 2));
  Sequential C(Linear(2, 64), torch::nn::ReLU(), Linear(64, 1));
  torch::optim::Adam og(G->parameters(), torch::optim::AdamOptions(1e-4).betas({0.0, 0.9}));
  torch::optim::Adam oc(C->parameters(), torch::optim::AdamOptions(1e-4).betas({0.0, 0.9}));
  for (int it = 0; it < 50000; ++it) {
    torch::Tensor c_loss, gp;
    for (int k = 0; k < 5; ++k) {
      auto real = torch::randn({128, 2});
      auto fake = G->forward(torch::randn({128, 16})).detach();
      gp = gradient_penalty(C, real, fake);
      c_loss = C->forward(fake).mean() - C->forward(real).mean() + 10.0 * gp;
      oc.zero_grad();
      c_loss.backward();
      oc.step();
    }
    auto g_loss = -C->forward(G->forward(torch::randn({128, 16}))).mean();
    og.zero_grad();
    g_loss.backward();
    og.step();
    if (it % 100 == 0) std::cout << it << ' ' << c_loss.item<float>() << ' ' << g_loss.item<float>() << ' ' << gp.item<float>() << '\n';
  }
}
