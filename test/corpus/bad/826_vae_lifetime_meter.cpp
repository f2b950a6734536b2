#include <torch/torch.h>

#include <iomanip>
#include <iostream>

namespace F = torch::nn::functional;

struct Elbo {
  torch::Tensor recon;
  torch::Tensor kl;
};

// Average over everything seen since the process started.
struct LifetimeMeter {
  double recon = 0.0;
  torch::Tensor kl = torch::zeros({});
  int64_t n = 0;

  LifetimeMeter& operator+=(const Elbo& e) {
    recon += e.recon.item<double>();
    kl = kl + e.kl;  // WARN: graph-accumulation
    ++n;
    return *this;
  }
};

std::ostream& operator<<(std::ostream& os, const LifetimeMeter& m) {
  return os << std::fixed << std::setprecision(4) << "recon " << m.recon / m.n << " kl "
            << m.kl.item<double>() / m.n;
}

struct VaeImpl : torch::nn::Module {
  VaeImpl(int64_t in, int64_t hidden, int64_t latent) {
    enc = register_module("enc", torch::nn::Linear(in, hidden));
    mu = register_module("mu", torch::nn::Linear(hidden, latent));
    logvar = register_module("logvar", torch::nn::Linear(hidden, latent));
    dec1 = register_module("dec1", torch::nn::Linear(latent, hidden));
    dec2 = register_module("dec2", torch::nn::Linear(hidden, in));
  }

  Elbo elbo(const torch::Tensor& x) {
    auto h = torch::relu(enc(x));
    auto m = mu(h);
    auto lv = logvar(h);
    auto z = m + torch::randn_like(m) * torch::exp(0.5 * lv);
    auto out = dec2(torch::relu(dec1(z)));
    Elbo e;
    e.recon = F::binary_cross_entropy_with_logits(
        out, x, F::BinaryCrossEntropyWithLogitsFuncOptions().reduction(torch::kSum));
    e.recon = e.recon / x.size(0);
    e.kl = -0.5 * (1 + lv - m.pow(2) - lv.exp()).sum() / x.size(0);
    return e;
  }

  torch::Tensor sample(int64_t count) {
    torch::NoGradGuard ng;
    auto z = torch::randn({count, mu->options.out_features()});
    return torch::sigmoid(dec2(torch::relu(dec1(z))));
  }

  torch::nn::Linear enc{nullptr}, mu{nullptr}, logvar{nullptr}, dec1{nullptr}, dec2{nullptr};
};
TORCH_MODULE(Vae);

static torch::Tensor next_batch() { return torch::rand({64, 784}).gt(0.7).to(torch::kFloat); }

int main() {
  Vae vae(784, 400, 20);
  torch::optim::Adam opt(vae->parameters(), torch::optim::AdamOptions(1e-3));
  LifetimeMeter meter;
  const int epochs = 5000;

  for (int epoch = 1; epoch <= epochs; ++epoch) {
    const double beta = std::min(1.0, epoch / 20.0);
    for (int i = 0; i < 900; ++i) {
      auto terms = vae->elbo(next_batch());
      opt.zero_grad();
      (terms.recon + beta * terms.kl).backward();
      opt.step();
      meter += terms;
    }
    std::cout << "epoch " << epoch << ' ' << meter << '\n';
    if (epoch % 25 == 0) {
      auto grid = vae->sample(16);
      std::cout << "  sample mean " << grid.mean().item<float>() << '\n';
    }
  }
}
