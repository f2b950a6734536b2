// Generic trainer, parametrised over the model; metrics go to a process-wide registry.
#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace metrics {

class Registry {
 public:
  static Registry& instance() {
    static Registry r;
    return r;
  }

  // Scalars may be overwritten by the caller after this returns, so take a copy.
  void record(const std::string& name, const torch::Tensor& value) {
    std::lock_guard<std::mutex> lk(mutex_);
    series_[name].emplace_back(value.clone());  // WARN: graph-in-container
  }

  double tail_mean(const std::string& name, size_t n) const {
    std::lock_guard<std::mutex> lk(mutex_);
    auto it = series_.find(name);
    if (it == series_.end() || it->second.empty()) return 0.0;
    const auto& v = it->second;
    n = std::min(n, v.size());
    double acc = 0.0;
    for (auto p = v.end() - static_cast<std::ptrdiff_t>(n); p != v.end(); ++p) acc += p->item<double>();
    return acc / static_cast<double>(n);
  }

 private:
  Registry() = default;
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<torch::Tensor>> series_;
};

}  // namespace metrics

struct VaeImpl : torch::nn::Module {
  struct Output {
    torch::Tensor recon, mu, logvar;
  };

  VaeImpl(int64_t dim, int64_t hidden, int64_t latent)
      : enc(dim, hidden), mu(hidden, latent), logvar(hidden, latent), dec1(latent, hidden), dec2(hidden, dim) {
    register_module("enc", enc);
    register_module("mu", mu);
    register_module("logvar", logvar);
    register_module("dec1", dec1);
    register_module("dec2", dec2);
  }

  Output forward(const torch::Tensor& x) {
    auto h = torch::relu(enc->forward(x));
    auto m = mu->forward(h);
    auto lv = logvar->forward(h);
    auto z = m + (0.5 * lv).exp() * torch::randn_like(m);
    return {dec2->forward(torch::relu(dec1->forward(z))), m, lv};
  }

  torch::Tensor objective(const torch::Tensor& x) {
    auto o = forward(x);
    auto bce = torch::nn::functional::binary_cross_entropy_with_logits(o.recon, x);
    auto kl = -0.5 * torch::mean(1 + o.logvar - o.mu.pow(2) - o.logvar.exp());
    return bce + 0.1 * kl;
  }

  torch::nn::Linear enc, mu, logvar, dec1, dec2;
};
TORCH_MODULE(Vae);

template <typename Model, typename Optim = torch::optim::Adam>
class Trainer {
 public:
  Trainer(Model model, double lr, std::string_view tag)
      : model_(std::move(model)), optim_(model_->parameters(), lr), tag_(tag) {}

  template <typename BatchFn>
  void run(int64_t steps, BatchFn&& next) {
    auto& reg = metrics::Registry::instance();
    for (int64_t s = 1; s <= steps; ++s) {
      optim_.zero_grad();
      torch::Tensor loss = model_->objective(next());
      loss.backward();
      optim_.step();
      reg.record(tag_ + "/loss", loss);
      if (s % 200 == 0) {
        std::cout << tag_ << ' ' << s << ' ' << reg.tail_mean(tag_ + "/loss", 200) << std::endl;
      }
    }
  }

 private:
  Model model_;
  Optim optim_;
  std::string tag_;
};

int main() {
  Trainer<Vae> trainer(Vae(784, 256, 16), 1e-3, "vae");
  trainer.run(2000000, [] { return torch::bernoulli(torch::full({64, 784}, 0.3)); });
}
