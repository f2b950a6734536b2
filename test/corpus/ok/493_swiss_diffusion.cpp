// denoising diffusion on a 2-d spiral
#include <torch/torch.h>
#include <cmath>
#include <deque>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

using torch::Tensor;

struct NoiseNetImpl : torch::nn::Module {
  torch::nn::Embedding when{nullptr};
  torch::nn::Linear in{nullptr}, mid{nullptr}, out{nullptr};
  NoiseNetImpl(int64_t T, int64_t h) {
    when = register_module("when", torch::nn::Embedding(T, h));
    in = register_module("in", torch::nn::Linear(2, h));
    mid = register_module("mid", torch::nn::Linear(h, h));
    out = register_module("out", torch::nn::Linear(h, 2));
  }
  Tensor forward(const Tensor& x, const Tensor& t) {
    auto h = torch::silu(in(x) + when(t));
    return out(torch::silu(mid(h) + h));
  }
};
TORCH_MODULE(NoiseNet);

struct Schedule {
  int64_t T;
  Tensor beta, alpha, abar;
  explicit Schedule(int64_t n) : T(n) {
    beta = torch::linspace(1e-4, 0.03, n);
    alpha = 1 - beta;
    abar = alpha.cumprod(0);
  }
};

class Shadow {
  std::vector<Tensor> w_;
  double keep_;

 public:
  Shadow(const std::vector<Tensor>& p, double keep) : keep_(keep) {
    for (auto& t : p) w_.push_back(t.detach().clone());
  }
  void follow(const std::vector<Tensor>& p) {
    torch::NoGradGuard ng;
    for (size_t i = 0; i < p.size(); ++i) w_[i].mul_(keep_).add_(p[i], 1 - keep_);
  }
  void with(NoiseNet& net, const std::function<void()>& body) {
    auto p = net->parameters();
    swap(p);
    body();
    swap(p);
  }

 private:
  void swap(std::vector<Tensor>& p) {
    torch::NoGradGuard ng;
    for (size_t i = 0; i < p.size(); ++i) {
      auto tmp = p[i].clone();
      p[i].copy_(w_[i]);
      w_[i].copy_(tmp);
    }
  }
};

static Tensor spiral(int64_t n) {
  auto u = torch::rand({n}).sqrt() * 4 * M_PI;
  return torch::stack({u * u.cos(), u * u.sin()}, 1) / 8 + 0.02 * torch::randn({n, 2});
}

static Tensor denoise_loss(NoiseNet& net, const Schedule& s, const Tensor& x0) {
  auto t = torch::randint(s.T, {x0.size(0)}, torch::kLong);
  auto a = s.abar.index_select(0, t).unsqueeze(1);
  auto e = torch::randn_like(x0);
  return torch::mse_loss(net->forward(a.sqrt() * x0 + (1 - a).sqrt() * e, t), e);
}

static Tensor sample(NoiseNet& net, const Schedule& s, int64_t n) {
  auto x = torch::randn({n, 2});
  for (int64_t t = s.T - 1; t >= 0; --t) {
    auto e = net->forward(x, torch::full({n}, t, torch::kLong));
    x = (x - s.beta[t] / (1 - s.abar[t]).sqrt() * e) / s.alpha[t].sqrt();
    if (t > 0) x = x + s.beta[t].sqrt() * torch::randn_like(x);
  }
  return x;
}

int main(int argc, char** argv) {
  int iters = argc > 1 ? std::stoi(argv[1]) : 30000;
  torch::manual_seed(10);
  Schedule sched(100);
  NoiseNet net(sched.T, 64);
  Shadow shadow(net->parameters(), 0.995);
  torch::optim::Adam opt(net->parameters(), torch::optim::AdamOptions(1e-3));
  std::deque<Tensor> clouds;
  Tensor smooth;

  for (int it = 0; it < iters; ++it) {
    auto loss = denoise_loss(net, sched, spiral(256));
    opt.zero_grad();
    loss.backward();
    opt.step();
    shadow.follow(net->parameters());
    auto l = loss.detach();
    smooth = smooth.defined() ? smooth * 0.98 + l * 0.02 : l;
    if (it % 1000 == 999) {
      shadow.with(net, [&] {
        auto quiet = torch::NoGradGuard();
        clouds.push_back(sample(net, sched, 512));
      });
      if (clouds.size() > 5) clouds.pop_front();
      std::cout << it + 1 << " loss " << smooth.item<float>() << " spread " << clouds.back().std().item<float>() << "\n";
    }
  }
  for (size_t i = 0; i < clouds.size(); ++i) torch::save(clouds[i], "cloud" + std::to_string(i) + ".pt");
}
