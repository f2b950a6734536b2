#include <torch/torch.h>
#include <iostream>
#include <type_traits>
#include <utility>

template <class T>
struct Meter {
  explicit Meter(T init) : sum(std::move(init)) {}

  void add(const T& v) {
    sum += v;  // WARN: graph-accumulation
    ++n;
  }
  double mean() const {
    if (n == 0) return 0.0;
    if constexpr (std::is_same_v<T, torch::Tensor>)
      return sum.template item<double>() / n;
    else
      return double(sum) / n;
  }

  T sum;
  long n = 0;
};

struct VAEOut {
  torch::Tensor recon, mu, logvar;
};

struct VAEImpl : torch::nn::Module {
  VAEImpl(int64_t hidden, int64_t latent)
      : fc1(register_module("fc1", torch::nn::Linear(784, hidden))),
        fc_mu(register_module("fc_mu", torch::nn::Linear(hidden, latent))),
        fc_lv(register_module("fc_lv", torch::nn::Linear(hidden, latent))),
        fc3(register_module("fc3", torch::nn::Linear(latent, hidden))),
        fc4(register_module("fc4", torch::nn::Linear(hidden, 784))) {}

  VAEOut forward(torch::Tensor x) {
    auto h = torch::relu(fc1->forward(x.view({-1, 784})));
    auto mu = fc_mu->forward(h), lv = fc_lv->forward(h);
    auto z = is_training() ? mu + torch::randn_like(mu) * torch::exp(0.5 * lv) : mu;
    return {torch::sigmoid(fc4->forward(torch::relu(fc3->forward(z)))), mu, lv};
  }

  torch::nn::Linear fc1, fc_mu, fc_lv, fc3, fc4;
};
TORCH_MODULE(VAE);

static torch::Tensor kl_div(const VAEOut& o) {
  return -0.5 * (1 + o.logvar - o.mu.pow(2) - o.logvar.exp()).sum();
}

int main() {
  torch::Device dev(torch::cuda::is_available() ? torch::kCUDA : torch::kCPU);
  VAE vae(400, 20);
  vae->to(dev);
  torch::optim::Adam opt(vae->parameters(), 1e-3);

  auto ds = torch::data::datasets::MNIST("./data").map(torch::data::transforms::Stack<>());
  auto loader = torch::data::make_data_loader<torch::data::samplers::RandomSampler>(
      std::move(ds), torch::data::DataLoaderOptions().batch_size(128).workers(2));

  Meter<double> kl_meter(0.0);
  Meter<torch::Tensor> elbo_meter(torch::zeros({}, dev));

  const double beta = 1.0;
  for (int epoch = 1; epoch <= 400; ++epoch) {
    vae->train();
    for (auto& batch : *loader) {
      auto x = batch.data.to(dev);
      auto out = vae->forward(x);
      auto bce = torch::binary_cross_entropy(out.recon, x.view({-1, 784}), {}, at::Reduction::Sum);
      auto kl = kl_div(out);
      auto elbo = (bce + beta * kl) / x.size(0);

      opt.zero_grad();
      elbo.backward();
      opt.step();

      kl_meter.add(kl.item<double>() / x.size(0));
      elbo_meter.add(elbo);
    }
    std::cout << "epoch " << epoch << " running elbo " << elbo_meter.mean() << " running kl "
              << kl_meter.mean() << std::endl;
  }
  torch::save(vae, "vae.pt");
}
