#include <torch/torch.h>

#include <cstdio>
#include <deque>
#include <string>
#include <vector>

namespace {

struct Config {
  int64_t latent = 64;
  int64_t dim = 256;
  int64_t batch = 64;
  int64_t steps = 100000;
  int critic_rounds = 5;
  double penalty = 10.0;
};

torch::nn::Sequential mlp(int64_t in, int64_t hidden, int64_t out) {
  return torch::nn::Sequential(torch::nn::Linear(in, hidden), torch::nn::SiLU(), torch::nn::Linear(hidden, hidden),
                               torch::nn::SiLU(), torch::nn::Linear(hidden, out));
}

class DriftMonitor {
 public:
  explicit DriftMonitor(double m) : momentum_(m), level_(torch::zeros({})) {}
  void observe(const torch::Tensor& gap) {
    torch::NoGradGuard off;
    level_ = level_ * momentum_ + gap * (1.0 - momentum_);
    recent_.push_back(level_);
    if (recent_.size() > 32) recent_.pop_front();
  }
  double level() const { return level_.item<double>(); }
  double span() const {
    if (recent_.size() < 2) return 0.0;
    auto all = torch::stack(std::vector<torch::Tensor>(recent_.begin(), recent_.end()));
    return (all.max() - all.min()).item<double>();
  }

 private:
  double momentum_;
  torch::Tensor level_;
  std::deque<torch::Tensor> recent_;
};

class PenaltyTrainer {
 public:
  explicit PenaltyTrainer(const Config& c)
      : cfg_(c),
        gen_(mlp(c.latent, 256, c.dim)),
        critic_(mlp(c.dim, 256, 1)),
        gen_opt_(gen_->parameters(), torch::optim::AdamOptions(1e-4).betas({0.0, 0.9})),
        critic_opt_(critic_->parameters(), torch::optim::AdamOptions(1e-4).betas({0.0, 0.9})),
        drift_(0.95) {}

  torch::Tensor critic_round(const torch::Tensor& real) {
    auto fake = gen_->forward(torch::randn({real.size(0), cfg_.latent})).detach();
    auto gap = critic_->forward(real).mean() - critic_->forward(fake).mean();
    auto total = -gap + cfg_.penalty * gradient_penalty(real, fake);
    critic_opt_.zero_grad();
    total.backward();
    critic_opt_.step();
    drift_.observe(gap);
    return total;
  }

  torch::Tensor generator_round() {
    auto loss = -critic_->forward(gen_->forward(torch::randn({cfg_.batch, cfg_.latent}))).mean();
    gen_opt_.zero_grad();
    loss.backward();
    gen_opt_.step();
    return loss;
  }

  const DriftMonitor& drift() const { return drift_; }
  void save(const std::string& path) const { torch::save(gen_, path); }

 private:
  torch::Tensor gradient_penalty(const torch::Tensor& real, const torch::Tensor& fake) {
    auto mix = torch::rand({real.size(0), 1});
    auto point = (mix * real + (1 - mix) * fake).requires_grad_();
    auto score = critic_->forward(point);
    auto slope = torch::autograd::grad({score}, {point}, {torch::ones_like(score)},
                                       /*retain_graph=*/true, /*create_graph=*/true)[0];
    return (slope.norm(2, 1) - 1).pow(2).mean();
  }

  Config cfg_;
  torch::nn::Sequential gen_, critic_;
  torch::optim::Adam gen_opt_, critic_opt_;
  DriftMonitor drift_;
};

}  // namespace

int main(int argc, char** argv) {
  Config cfg;
  if (argc > 1) cfg.steps = std::stoll(argv[1]);
  PenaltyTrainer trainer(cfg);
  torch::Tensor critic_loss, gen_loss;
  for (int64_t s = 1; s <= cfg.steps; ++s) {
    for (int r = 0; r < cfg.critic_rounds; ++r) critic_loss = trainer.critic_round(torch::randn({cfg.batch, cfg.dim}));
    gen_loss = trainer.generator_round();
    if (s % 100 == 0) {
      std::printf("%lld critic %.4f gen %.4f drift %.4f span %.4f\n", static_cast<long long>(s),
                  critic_loss.item<double>(), gen_loss.item<double>(), trainer.drift().level(),
                  trainer.drift().span());
    }
  }
  trainer.save("generator.pt");
}
