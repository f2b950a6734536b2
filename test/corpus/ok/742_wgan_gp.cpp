#include <torch/torch.h>

#include <deque>
#include <functional>
#include <iostream>
#include <map>
#include <numeric>
#include <string>
#include <vector>

namespace nn = torch::nn;

class Window {
 public:
  explicit Window(size_t n = 100) : n_(n) {}
  void push(double v) {
    q_.push_back(v);
    if (q_.size() > n_) q_.pop_front();
  }
  double mean() const { return q_.empty() ? 0 : std::accumulate(q_.begin(), q_.end(), 0.0) / q_.size(); }

 private:
  size_t n_;
  std::deque<double> q_;
};

using Report = std::map<std::string, torch::Tensor>;
using Callback = std::function<void(int64_t, const Report&)>;

class WganGp {
 public:
  WganGp(int64_t z, int64_t x)
      : z_(z),
        gen_(nn::Linear(z, 128), nn::ELU(), nn::Linear(128, x)),
        critic_(nn::Linear(x, 128), nn::ELU(), nn::Linear(128, 1)),
        g_opt_(gen_->parameters(), torch::optim::AdamOptions(1e-4).betas({0.0, 0.9})),
        c_opt_(critic_->parameters(), torch::optim::AdamOptions(1e-4).betas({0.0, 0.9})) {}

  void on_step(Callback cb) { callbacks_.push_back(std::move(cb)); }

  void fit(const std::function<torch::Tensor()>& data, int64_t steps) {
    for (int64_t s = 0; s < steps; ++s) {
      report_.clear();
      for (int k = 0; k < 5; ++k) critic_step(data());
      generator_step();
      for (auto& cb : callbacks_) cb(s, report_);
    }
  }

  torch::Tensor sample(int64_t n) { return gen_->forward(torch::randn({n, z_})); }

 private:
  torch::Tensor penalty(const torch::Tensor& real, const torch::Tensor& fake) {
    auto eps = torch::rand({real.size(0), 1});
    auto mix = (eps * real + (1 - eps) * fake).detach().requires_grad_(true);
    auto out = critic_->forward(mix);
    auto grad = torch::autograd::grad({out}, {mix}, {torch::ones_like(out)}, /*retain_graph=*/true,
                                      /*create_graph=*/true)[0];
    return (grad.norm(2, 1) - 1).pow(2).mean();
  }

  void critic_step(const torch::Tensor& real) {
    auto fake = sample(real.size(0)).detach();
    auto gp = penalty(real, fake);
    auto w = critic_->forward(real).mean() - critic_->forward(fake).mean();
    auto loss = -w + 10 * gp;
    c_opt_.zero_grad();
    loss.backward();
    c_opt_.step();
    report_["w_dist"] = w;
    report_["gp"] = gp;
  }

  void generator_step() {
    auto loss = -critic_->forward(sample(256)).mean();
    g_opt_.zero_grad();
    loss.backward();
    g_opt_.step();
    report_["g_loss"] = loss;
  }

  int64_t z_;
  nn::Sequential gen_, critic_;
  torch::optim::Adam g_opt_, c_opt_;
  std::vector<Callback> callbacks_;
  Report report_;
};

int main() {
  WganGp gan(8, 2);
  std::map<std::string, Window> windows;

  gan.on_step([&windows](int64_t, const Report& r) {
    for (const auto& [name, value] : r) windows[name].push(value.item<double>());
  });
  gan.on_step([&windows](int64_t step, const Report&) {
    if (step % 200) return;
    std::cout << step;
    for (auto& [name, w] : windows) std::cout << "  " << name << " " << w.mean();
    std::cout << std::endl;
  });

  auto moons = [] {
    auto t = torch::rand({256, 1}) * 3.14159;
    auto side = (torch::rand({256, 1}) > 0.5).to(torch::kFloat);
    return torch::cat({t.cos() + side, (1 - 2 * side) * t.sin()}, 1) + 0.05 * torch::randn({256, 2});
  };
  gan.fit(moons, 1000000);
}
