#include <torch/torch.h>
#include <iostream>
#include <list>
#include <utility>

// Wasserstein GAN with gradient penalty on two-dimensional mixtures.
struct CriticTerms {
  torch::Tensor wasserstein;
  torch::Tensor penalty;
};

struct Nets {
  torch::nn::Sequential critic{torch::nn::Linear(2, 128), torch::nn::Tanh(), torch::nn::Linear(128, 1)};
  torch::nn::Sequential generator{torch::nn::Linear(8, 128), torch::nn::ReLU(), torch::nn::Linear(128, 2)};
};

torch::Tensor sample_mixture(int64_t n) {
  auto angle = torch::randint(0, 8, {n}).to(torch::kFloat) * (3.14159265 / 4);
  auto centre = torch::stack({angle.cos(), angle.sin()}, 1);
  return centre + 0.02 * torch::randn({n, 2});
}

torch::Tensor gradient_norm(Nets& nets, const torch::Tensor& real, const torch::Tensor& fake) {
  auto mix = torch::rand({real.size(0), 1});
  auto between = (mix * real + (1 - mix) * fake).requires_grad_();
  auto score = nets.critic->forward(between);
  auto gradient = torch::autograd::grad({score}, {between}, {torch::ones_like(score)}, true, true)[0];
  return gradient.norm(2, 1);
}

void critic_terms(Nets& nets, const torch::Tensor& real, const torch::Tensor& fake, CriticTerms& out) {
  out.wasserstein = nets.critic->forward(real).mean() - nets.critic->forward(fake).mean();
  out.penalty = (gradient_norm(nets, real, fake) - 1).pow(2).mean();
}

class Curve {
 public:
  void note(int64_t step, const CriticTerms& terms) {
    points_.emplace_back(step, terms.wasserstein);  // WARN: graph-in-container
  }
  double last() const { return points_.empty() ? 0.0 : points_.back().second.item<double>(); }
  size_t size() const { return points_.size(); }

 private:
  std::list<std::pair<int64_t, torch::Tensor>> points_;
};

int main() {
  Nets nets;
  torch::optim::Adam critic_opt(nets.critic->parameters(), torch::optim::AdamOptions(1e-4).betas({0.0, 0.9}));
  torch::optim::Adam gen_opt(nets.generator->parameters(), torch::optim::AdamOptions(1e-4).betas({0.0, 0.9}));
  Curve curve;
  for (int64_t step = 0; step < 5000000; ++step) {
    auto real = sample_mixture(256);
    auto fake = nets.generator->forward(torch::randn({256, 8}));
    CriticTerms terms;
    critic_terms(nets, real, fake.detach(), terms);
    critic_opt.zero_grad();
    (10.0 * terms.penalty - terms.wasserstein).backward();
    critic_opt.step();
    curve.note(step, terms);

    if (step % 5 == 0) {
      gen_opt.zero_grad();
      (-nets.critic->forward(fake).mean()).backward();
      gen_opt.step();
    }
    if (step % 10000 == 0) std::cout << curve.size() << ": " << curve.last() << "\n";
  }
}
