#include <torch/torch.h>
#include <map>
#include <vector>

struct Encoded {
  torch::Tensor mu, logvar;
};

struct VaeImpl : torch::nn::Module {
  VaeImpl() {
    enc = register_module("enc", torch::nn::Linear(784, 400));
    mu = register_module("mu", torch::nn::Linear(400, 20));
    lv = register_module("lv", torch::nn::Linear(400, 20));
    dec = register_module("dec", torch::nn::Linear(20, 784));
  }
  Encoded encode(torch::Tensor x) {
    auto h = torch::relu(enc->forward(x));
    return {mu->forward(h), lv->forward(h)};
  }
  torch::Tensor sample(const Encoded& e) {
    return e.mu + torch::randn_like(e.mu) * torch::exp(0.5 * e.logvar);
  }
  std::pair<torch::Tensor, Encoded> forward(torch::Tensor x) {
    auto e = encode(x);
    return {torch::sigmoid(dec->forward(sample(e))), e};
  }
  torch::nn::Linear enc{nullptr}, mu{nullptr}, lv{nullptr}, dec{nullptr};
};
TORCH_MODULE(Vae);

torch::Tensor elbo(const torch::Tensor& rec, const torch::Tensor& x, const Encoded& e) {
  auto bce = torch::binary_cross_entropy(rec, x, {}, at::Reduction::Sum);
  auto kld = -0.5 * torch::sum(1 + e.logvar - e.mu.pow(2) - e.logvar.exp());
  return bce + kld;
}

class LatentStudy {
 public:
  LatentStudy() : adam_(vae_->parameters(), torch::optim::AdamOptions(1e-3)) {
  }
  void epoch(int index) {
    for (int i = 0; i < 900; ++i) {
      auto x = torch::rand({64, 784});
      auto result = vae_->forward(x);
      auto loss = elbo(result.first, x, result.second);
      adam_.zero_grad();
      loss.backward();
      adam_.step();
      if (i % 50 == 0)
        latents_[index].push_back(Encoded{result.second.mu.detach(), result.second.logvar.detach()});
    }
  }

 private:
  Vae vae_;
  torch::optim::Adam adam_;
  std::map<int, std::vector<Encoded>> latents_;
};

int main() {
  LatentStudy study;
  for (int e = 0; e < 40; ++e)
    study.epoch(e);
}
