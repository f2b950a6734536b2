// WGAN with gradient penalty on a ring of gaussians
#include <torch/torch.h>
#include <array>
#include <cmath>
#include <iostream>
#include <memory>

using torch::Tensor;
namespace ag = torch::autograd;

static torch::nn::Sequential mlp(int64_t in, int64_t hid, int64_t out) {
  return torch::nn::Sequential(torch::nn::Linear(in, hid), torch::nn::SiLU(), torch::nn::Linear(hid, hid),
                               torch::nn::SiLU(), torch::nn::Linear(hid, out));
}

static Tensor ring(int64_t n) {
  auto k = torch::randint(8, {n}, torch::kLong).to(torch::kFloat) * (M_PI / 4);
  return torch::stack({k.cos(), k.sin()}, 1) * 2 + torch::randn({n, 2}) * 0.05;
}

struct Stats {
  double wasserstein = 0, penalty = 0, gen = 0;
  void mix(double& slot, const Tensor& v) { slot = 0.95 * slot + 0.05 * v.item<double>(); }
};

class Duel {
 public:
  Duel(int64_t zdim, double lambda)
      : zdim_(zdim), lambda_(lambda), g_(mlp(zdim, 64, 2)), d_(mlp(2, 64, 1)),
        og_(g_->parameters(), torch::optim::AdamOptions(1e-4).betas({0.0, 0.9})),
        od_(d_->parameters(), torch::optim::AdamOptions(1e-4).betas({0.0, 0.9})),
        probe_(torch::randn({16, zdim})), wall_(torch::zeros({24, 16, 2})) {}

  void critic(int64_t n) {
    auto real = ring(n);
    auto fake = g_->forward(noise(n)).detach();
    auto gap = d_->forward(fake).mean() - d_->forward(real).mean();
    auto gp = penalty(real, fake);
    od_.zero_grad();
    (gap + lambda_ * gp).backward();
    od_.step();
    stats_.mix(stats_.wasserstein, -gap);
    stats_.mix(stats_.penalty, gp);
  }

  void generator(int64_t n) {
    auto score = -d_->forward(g_->forward(noise(n))).mean();
    og_.zero_grad();
    score.backward();
    og_.step();
    stats_.mix(stats_.gen, score);
    last_score_ = score;
  }

  void snapshot() {
    torch::NoGradGuard ng;
    wall_[slot_] = g_->forward(probe_);
    slot_ = (slot_ + 1) % wall_.size(0);
  }

  double coverage() {
    auto hits = std::array<bool, 8>{};
    auto pts = g_->forward(noise(256));
    auto sector = (torch::atan2(pts.select(1, 1), pts.select(1, 0)) / (M_PI / 4)).round().to(torch::kLong).remainder(8);
    for (int64_t i = 0; i < sector.size(0); ++i) hits[static_cast<size_t>(sector[i].item<int64_t>())] = true;
    double c = 0;
    for (bool h : hits) c += h;
    return c / 8;
  }

  const Stats& stats() const { return stats_; }
  const Tensor& wall() const { return wall_; }
  float last() const { return last_score_.item<float>(); }

 private:
  Tensor noise(int64_t n) const { return torch::randn({n, zdim_}); }

  Tensor penalty(const Tensor& real, const Tensor& fake) {
    auto t = torch::rand({real.size(0), 1});
    auto mix = (t * real + (1 - t) * fake).set_requires_grad(true);
    auto out = d_->forward(mix);
    auto g = ag::grad({out}, {mix}, {torch::ones_like(out)}, /*retain_graph=*/true, /*create_graph=*/true)[0];
    return (g.norm(2, 1) - 1).pow(2).mean();
  }

  int64_t zdim_;
  double lambda_;
  torch::nn::Sequential g_, d_;
  torch::optim::Adam og_, od_;
  Tensor probe_, wall_, last_score_;
  int64_t slot_ = 0;
  Stats stats_;
};

int main(int argc, char** argv) {
  int iters = argc > 1 ? std::stoi(argv[1]) : 20000;
  torch::manual_seed(77);
  auto duel = std::make_unique<Duel>(8, 10.0);
  for (int i = 0; i < iters; ++i) {
    for (int k = 0; k < 5; ++k) duel->critic(128);
    duel->generator(128);
    if (i % 50 == 0) duel->snapshot();
    if (i % 200 == 0) {
      auto& s = duel->stats();
      std::cout << i << " W " << s.wasserstein << " gp " << s.penalty << " g " << s.gen << " last " << duel->last()
                << " modes " << duel->coverage() << std::endl;
    }
  }
  torch::save(duel->wall(), "wall.pt");
}
