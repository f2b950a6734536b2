// WGAN-GP that synthesises gearbox noise frames; an averaged generator is kept for export.
#include <torch/torch.h>

#include <cmath>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

constexpr int64_t kLatent = 16;
constexpr int64_t kFrame = 256;

static torch::nn::Sequential make_generator() {
  return torch::nn::Sequential(torch::nn::Linear(kLatent, 128), torch::nn::LeakyReLU(),
                               torch::nn::Linear(128, kFrame), torch::nn::Tanh());
}

static torch::nn::Sequential make_critic() {
  return torch::nn::Sequential(torch::nn::Linear(kFrame, 128), torch::nn::SiLU(), torch::nn::Linear(128, 64),
                               torch::nn::SiLU(), torch::nn::Linear(64, 1));
}

class Average {
 public:
  Average(const std::vector<torch::Tensor>& params, double decay) : decay_(decay) {
    for (const auto& p : params) shadow_.push_back(p.detach().clone());
  }
  void follow(const std::vector<torch::Tensor>& params) {
    torch::NoGradGuard ng;
    for (std::size_t i = 0; i < params.size(); ++i) shadow_[i].mul_(decay_).add_(params[i], 1.0 - decay_);
  }
  const std::vector<torch::Tensor>& values() const { return shadow_; }

 private:
  double decay_;
  std::vector<torch::Tensor> shadow_;
};

template <std::size_t N>
class Recent {
 public:
  void push(double v) {
    q_.push_back(v);
    if (q_.size() > N) q_.pop_front();
  }
  double mean() const { return q_.empty() ? 0.0 : std::accumulate(q_.begin(), q_.end(), 0.0) / q_.size(); }

 private:
  std::deque<double> q_;
};

class Gan {
 public:
  Gan()
      : gen_(make_generator()),
        critic_(make_critic()),
        gen_opt_(gen_->parameters(), torch::optim::AdamOptions(1e-4).betas(std::make_tuple(0.0, 0.9))),
        critic_opt_(critic_->parameters(), torch::optim::AdamOptions(1e-4).betas(std::make_tuple(0.0, 0.9))),
        average_(gen_->parameters(), 0.999) {}

  void round(int64_t b) {
    for (int i = 0; i < 5; ++i) {
      fake_ = gen_->forward(torch::randn({b, kLatent})).detach();
      auto real = record(b);
      auto penalty = slope_penalty(real, fake_);
      auto loss = critic_->forward(fake_).mean() - critic_->forward(real).mean() + 10.0 * penalty;
      critic_opt_.zero_grad();
      loss.backward();
      critic_opt_.step();
      penalty_.push(penalty.item<double>());
      gap_.push(-loss.item<double>());
    }
    fake_ = gen_->forward(torch::randn({b, kLatent}));
    auto loss = -critic_->forward(fake_).mean();
    gen_opt_.zero_grad();
    loss.backward();
    gen_opt_.step();
    average_.follow(gen_->parameters());
  }

  void report(long k) const { std::cout << k << " gap " << gap_.mean() << " penalty " << penalty_.mean() << '\n'; }
  void export_to(const std::string& path) const { torch::save(average_.values(), path); }

 private:
  torch::Tensor slope_penalty(const torch::Tensor& real, const torch::Tensor& fake) {
    auto mix = torch::rand({real.size(0), 1});
    auto x = (mix * real + (1 - mix) * fake).requires_grad_(true);
    auto score = critic_->forward(x);
    auto g = torch::autograd::grad({score}, {x}, {torch::ones_like(score)}, /*retain_graph=*/true,
                                   /*create_graph=*/true)[0];
    return (g.norm(2, -1) - 1.0).pow(2).mean();
  }

  static torch::Tensor record(int64_t b) {
    auto t = torch::arange(kFrame).unsqueeze(0) * (2.0 * M_PI / kFrame);
    auto phase = torch::rand({b, 1}) * 6.28;
    return 0.6 * torch::sin(8.0 * t + phase) + 0.2 * torch::sin(24.0 * t) + 0.05 * torch::randn({b, kFrame});
  }

  torch::nn::Sequential gen_, critic_;
  torch::optim::Adam gen_opt_, critic_opt_;
  Average average_;
  torch::Tensor fake_;
  Recent<500> penalty_, gap_;
};

int main(int argc, char** argv) {
  const long rounds = argc > 1 ? std::atol(argv[1]) : 200000;
  Gan gan;
  for (long k = 0; k < rounds; ++k) {
    gan.round(64);
    if (k % 100 == 0) gan.report(k);
    if (k % 10000 == 9999) gan.export_to("gearbox.pt");
  }
  return 0;
}
