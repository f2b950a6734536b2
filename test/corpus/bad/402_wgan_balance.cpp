#include <torch/torch.h>

#include <cstdio>
#include <memory>
#include <string>

namespace gan {

constexpr int64_t kLatent = 32;
constexpr int64_t kPixels = 28 * 28;

torch::nn::Sequential make_generator() {
  return torch::nn::Sequential(torch::nn::Linear(kLatent, 256), torch::nn::ReLU(),
                               torch::nn::Linear(256, kPixels), torch::nn::Tanh());
}

torch::nn::Sequential make_critic() {
  return torch::nn::Sequential(torch::nn::Linear(kPixels, 256),
                               torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(0.2)),
                               torch::nn::Linear(256, 1));
}

// Decides how many critic rounds the next generator update gets.
class BalanceController {
 public:
  explicit BalanceController(double momentum) : momentum_(momentum), drift_(torch::zeros({})) {}

  void observe(const torch::Tensor& gap) {
    drift_ = drift_ * momentum_ + gap * (1.0 - momentum_);  // WARN: graph-accumulation
    ++seen_;
  }

  int critic_rounds() const {
    if (seen_ < 10) return 5;
    const double d = drift_.item<double>();
    return d > 1.0 ? 1 : (d > 0.3 ? 3 : 5);
  }

  double value() const { return drift_.item<double>(); }

 private:
  double momentum_;
  torch::Tensor drift_;
  int64_t seen_ = 0;
};

class WassersteinTrainer {
 public:
  WassersteinTrainer(double lr, double clip)
      : g_(make_generator()),
        c_(make_critic()),
        g_opt_(g_->parameters(), torch::optim::RMSpropOptions(lr)),
        c_opt_(c_->parameters(), torch::optim::RMSpropOptions(lr)),
        clip_(clip),
        balance_(0.97) {}

  void critic_round(const torch::Tensor& real) {
    torch::Tensor fake;
    {
      torch::NoGradGuard frozen_generator;
      fake = g_->forward(torch::randn({real.size(0), kLatent}));
    }
    auto on_real = c_->forward(real).mean();
    auto on_fake = c_->forward(fake).mean();
    auto gap = on_real - on_fake;

    c_opt_.zero_grad();
    (-gap).backward();
    c_opt_.step();
    clamp_weights();
    balance_.observe(gap);
  }

  double generator_round(int64_t batch) {
    g_opt_.zero_grad();
    auto loss = -c_->forward(g_->forward(torch::randn({batch, kLatent}))).mean();
    loss.backward();
    g_opt_.step();
    return loss.item<double>();
  }

  const BalanceController& balance() const { return balance_; }

  void save(const std::string& stem) const {
    torch::save(g_, stem + "_g.pt");
    torch::save(c_, stem + "_c.pt");
  }

 private:
  void clamp_weights() {
    torch::NoGradGuard off;
    for (auto& p : c_->parameters()) p.clamp_(-clip_, clip_);
  }

  torch::nn::Sequential g_;
  torch::nn::Sequential c_;
  torch::optim::RMSprop g_opt_;
  torch::optim::RMSprop c_opt_;
  double clip_;
  BalanceController balance_;
};

}  // namespace gan

int main(int argc, char** argv) {
  const int64_t steps = argc > 1 ? std::stoll(argv[1]) : 20000;
  auto trainer = std::make_unique<gan::WassersteinTrainer>(5e-5, 0.01);
  for (int64_t s = 1; s <= steps; ++s) {
    const int rounds = trainer->balance().critic_rounds();
    for (int r = 0; r < rounds; ++r) {
      trainer->critic_round(torch::rand({64, gan::kPixels}) * 2 - 1);
    }
    const double g_loss = trainer->generator_round(64);
    if (s % 200 == 0) {
      std::printf("step %lld g=%.4f drift=%.4f rounds=%d\n", static_cast<long long>(s), g_loss,
                  trainer->balance().value(), rounds);
    }
    if (s % 5000 == 0) trainer->save("wgan_" + std::to_string(s));
  }
}
