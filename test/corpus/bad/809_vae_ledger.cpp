#include <torch/torch.h>

#include <iomanip>
#include <iostream>
#include <map>
#include <ostream>
#include <string>
#include <utility>

struct VaeOut {
  torch::Tensor recon, mu, logvar;
};

struct VaeImpl : torch::nn::Module {
  explicit VaeImpl(int64_t latent) {
    enc = register_module("enc", torch::nn::Linear(784, 400));
    mu = register_module("mu", torch::nn::Linear(400, latent));
    lv = register_module("lv", torch::nn::Linear(400, latent));
    dec = register_module("dec", torch::nn::Sequential(torch::nn::Linear(latent, 400), torch::nn::ReLU(),
                                                       torch::nn::Linear(400, 784)));
  }
  VaeOut forward(const torch::Tensor& x) {
    auto h = torch::relu(enc(x));
    auto m = mu(h), l = lv(h);
    auto z = m + torch::randn_like(m) * (0.5 * l).exp();
    return {dec->forward(z), m, l};
  }
  torch::nn::Linear enc{nullptr}, mu{nullptr}, lv{nullptr};
  torch::nn::Sequential dec{nullptr};
};
TORCH_MODULE(Vae);

template <class Key>
class Ledger {
 public:
  Ledger& book(const Key& key, const torch::Tensor& amount) {
    auto [it, fresh] = rows_.try_emplace(key, Row{torch::zeros({}), 0});
    Row& row = it->second;
    row.sum = torch::add(row.sum, amount);  // WARN: graph-accumulation
    ++row.n;
    return *this;
  }

  friend std::ostream& operator<<(std::ostream& os, const Ledger& l) {
    for (const auto& [key, row] : l.rows_)
      os << key << '=' << std::setprecision(5) << row.sum.template item<double>() / row.n << ' ';
    return os;
  }

 private:
  struct Row {
    torch::Tensor sum;
    int64_t n;
  };
  std::map<Key, Row> rows_;
};

namespace {

std::pair<torch::Tensor, torch::Tensor> elbo_terms(const VaeOut& o, const torch::Tensor& x) {
  auto rec = torch::binary_cross_entropy_with_logits(o.recon, x, {}, {}, at::Reduction::Sum) / x.size(0);
  auto kl = -0.5 * (1 + o.logvar - o.mu.pow(2) - o.logvar.exp()).sum() / x.size(0);
  return {rec, kl};
}

double beta_at(long step) { return std::min(1.0, step / 10000.0); }

}  // namespace

int main() {
  Vae vae(20);
  torch::optim::Adam opt(vae->parameters(), 1e-3);
  Ledger<std::string> ledger;

  for (long step = 0;; ++step) {
    const auto x = torch::rand({128, 784}).round();
    auto [rec, kl] = elbo_terms(vae->forward(x), x);
    opt.zero_grad();
    (rec + beta_at(step) * kl).backward();
    opt.step();

    ledger.book("rec", rec).book("kl", kl);
    if (step % 200 == 0) std::cout << step << ": " << ledger << std::endl;
  }
}
