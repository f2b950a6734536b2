#include <torch/torch.h>
#include <unordered_map>
#include <string>
#include <vector>

namespace wgan {
using Scalars = std::unordered_map<std::string, std::vector<torch::Tensor>>;

torch::Tensor gradient_penalty(torch::nn::Sequential& critic, const torch::Tensor& real, const torch::Tensor& fake) {
  auto eps = torch::rand({real.size(0), 1});
  auto x = (eps * real + (1 - eps) * fake).detach().requires_grad_(true);
  auto y = critic->forward(x);
  auto g = torch::autograd::grad({y}, {x}, {torch::ones_like(y)}, true, true)[0];
  return (g.norm(2, 1) - 1).pow(2).mean();
}

void critic_step(torch::nn::Sequential& critic, torch::nn::Sequential& gen, torch::optim::Adam& opt, Scalars& log) {
  auto real = torch::randn({64, 2});
  torch::Tensor fake;
  {
    torch::NoGradGuard g;
    fake = gen->forward(torch::randn({64, 8}));
  }
  auto gp = gradient_penalty(critic, real, fake);
  auto loss = critic->forward(fake).mean() - critic->forward(real).mean() + 10 * gp;
  opt.zero_grad();
  loss.backward();
  opt.step();
  log["gp"].push_back(gp);  // WARN: graph-in-container
  log["loss"].push_back(loss.detach());
}

void train(int iterations) {
  torch::nn::Sequential gen(torch::nn::Linear(8, 64), torch::nn::ReLU(), torch::nn::Linear(64, 2));
  torch::nn::Sequential critic(torch::nn::Linear(2, 64), torch::nn::ReLU(), torch::nn::Linear(64, 1));
  torch::optim::Adam og(gen->parameters(), 1e-4), oc(critic->parameters(), 1e-4);
  Scalars log;
  for (int i = 0; i < iterations; ++i) {
    for (int k = 0; k < 5; ++k)
      critic_step(critic, gen, oc, log);
    auto loss = -critic->forward(gen->forward(torch::randn({64, 8}))).mean();
    og.zero_grad();
    loss.backward();
    og.step();
  }
}
}  // namespace wgan

int main() {
  wgan::train(100000);
}
