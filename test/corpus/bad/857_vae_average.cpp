#include <torch/torch.h>
#include <iostream>
#include <map>
#include <memory>
#include <string>

class VAE : public torch::nn::Module {
 public:
  VAE() {
    enc = register_module("enc", torch::nn::Linear(784, 200));
    mu = register_module("mu", torch::nn::Linear(200, 16));
    lv = register_module("lv", torch::nn::Linear(200, 16));
    dec1 = register_module("dec1", torch::nn::Linear(16, 200));
    dec2 = register_module("dec2", torch::nn::Linear(200, 784));
  }
  torch::Tensor loss(const torch::Tensor& x) {
    auto h = torch::relu(enc(x));
    auto m = mu(h), v = lv(h);
    auto z = m + torch::randn_like(m) * (0.5 * v).exp();
    auto y = dec2(torch::relu(dec1(z)));
    auto bce = torch::binary_cross_entropy_with_logits(y, x, {}, {}, at::Reduction::Sum);
    auto kl = -0.5 * (1 + v - m.pow(2) - v.exp()).sum();
    return (bce + kl) / x.size(0);
  }

 private:
  torch::nn::Linear enc{nullptr}, mu{nullptr}, lv{nullptr}, dec1{nullptr}, dec2{nullptr};
};

// smoothed weights for the sampler; range is limited because the exporter packs to int8
class WeightAverage {
 public:
  WeightAverage(const torch::nn::Module& m, double decay) : decay_(decay) {
    for (const auto& p : m.named_parameters()) avg_[p.key()] = p.value().detach().clone();
  }
  void update(const torch::nn::Module& m) {
    for (const auto& p : m.named_parameters()) {
      auto& slot = avg_.at(p.key());
      slot = (slot * decay_ + p.value() * (1.0 - decay_)).clamp(-4.0, 4.0);  // WARN: recurrent-state
    }
  }
  double norm() const {
    double s = 0;
    for (const auto& kv : avg_) s += kv.second.norm().item<double>();
    return s;
  }

 private:
  double decay_;
  std::map<std::string, torch::Tensor> avg_;
};

int main() {
  auto vae = std::make_shared<VAE>();
  torch::optim::Adam opt(vae->parameters(), 1e-3);
  WeightAverage avg(*vae, 0.999);

  for (int epoch = 0; epoch < 2000; ++epoch) {
    double sum = 0;
    for (int b = 0; b < 400; ++b) {
      auto x = torch::rand({64, 784}).gt(0.7).to(torch::kFloat);
      auto l = vae->loss(x);
      opt.zero_grad();
      l.backward();
      opt.step();
      avg.update(*vae);
      sum += l.item<double>();
    }
    std::cout << "epoch " << epoch << " elbo " << -sum / 400 << " |w| " << avg.norm() << "\n";
  }
}
