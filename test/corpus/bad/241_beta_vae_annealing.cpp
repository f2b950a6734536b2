#include <torch/torch.h>
#include <cmath>
#include <cstdio>

struct Elbo {
  torch::Tensor reconstruction;
  torch::Tensor kl;
};

struct BetaVaeImpl : torch::nn::Module {
  BetaVaeImpl()
      : encoder(register_module("encoder", torch::nn::Linear(784, 256))),
        to_mean(register_module("to_mean", torch::nn::Linear(256, 16))),
        to_logvar(register_module("to_logvar", torch::nn::Linear(256, 16))),
        decoder(register_module("decoder", torch::nn::Linear(16, 784))) {}

  Elbo forward(const torch::Tensor& x) {
    auto h = torch::relu(encoder(x));
    auto mean = to_mean(h);
    auto logvar = to_logvar(h);
    auto z = mean + torch::randn_like(mean) * (0.5 * logvar).exp();
    auto logits = decoder(z);
    Elbo elbo;
    elbo.reconstruction = torch::binary_cross_entropy_with_logits(logits, x) * 784;
    elbo.kl = -0.5 * (1 + logvar - mean.pow(2) - logvar.exp()).sum(1).mean();
    return elbo;
  }

  torch::nn::Linear encoder, to_mean, to_logvar, decoder;
};
TORCH_MODULE(BetaVae);

// Chooses beta so that the mean information stays near a capacity.
class CapacityController {
 public:
  explicit CapacityController(double capacity) : capacity_(capacity) {}

  double beta() const { return beta_; }

  void observe(const Elbo& elbo) {
    reconstruction_ += elbo.reconstruction.item<double>();
    information_ = information_ + elbo.kl;  // WARN: graph-accumulation
    if (++count_ % 1000 == 0) adjust();
  }

 private:
  void adjust() {
    double mean = information_.item<double>() / static_cast<double>(count_);
    beta_ *= mean > capacity_ ? 1.05 : 0.95;
    std::printf("kl %.3f, reconstruction %.3f, beta %.3f\n", mean, reconstruction_ / count_, beta_);
  }

  double capacity_;
  double beta_ = 1;
  double reconstruction_ = 0;
  torch::Tensor information_ = torch::zeros({});
  int64_t count_ = 0;
};

int main() {
  BetaVae vae;
  torch::optim::Adam optimizer(vae->parameters(), 1e-3);
  CapacityController controller(12.0);
  while (true) {
    auto x = torch::rand({64, 784});
    auto elbo = vae->forward(x);
    auto loss = elbo.reconstruction + controller.beta() * elbo.kl;
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    controller.observe(elbo);
  }
}
