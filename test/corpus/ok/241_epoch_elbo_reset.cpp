#include <torch/torch.h>
#include <cstdio>
#include <optional>

// The sums of an epoch keep history, and the caller starts them anew with every epoch.
class ElboSums {
 public:
  void add(const torch::Tensor& reconstruction, const torch::Tensor& kl) {
    reconstruction_ = reconstruction_ + reconstruction;
    kl_ = kl_ + kl;
    ++count_;
  }
  void print(int64_t epoch) const {
    std::printf("%ld: %f %f\n", static_cast<long>(epoch), (reconstruction_ / count_).item<double>(),
                (kl_ / count_).item<double>());
  }

 private:
  torch::Tensor reconstruction_ = torch::zeros({});
  torch::Tensor kl_ = torch::zeros({});
  int64_t count_ = 0;
};

struct VaeImpl : torch::nn::Module {
  VaeImpl()
      : in(register_module("in", torch::nn::Linear(100, 16))), out(register_module("out", torch::nn::Linear(8, 100))) {}
  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& x) {
    auto parts = in(x).chunk(2, 1);
    auto z = parts[0] + torch::randn_like(parts[0]) * (parts[1] / 2).exp();
    auto kl = -0.5 * (1 + parts[1] - parts[0].pow(2) - parts[1].exp()).sum(1).mean();
    return {torch::mse_loss(out(z), x), kl};
  }
  torch::nn::Linear in, out;
};
TORCH_MODULE(Vae);

void train_epoch(Vae& vae, torch::optim::Optimizer& optimizer, ElboSums& sums) {
  for (int batch = 0; batch < 200; ++batch) {
    auto [reconstruction, kl] = vae->forward(torch::rand({32, 100}));
    optimizer.zero_grad();
    (reconstruction + 0.01 * kl).backward();
    optimizer.step();
    sums.add(reconstruction, kl);
  }
}

int main() {
  Vae vae;
  torch::optim::Adam optimizer(vae->parameters(), 1e-3);
  std::optional<ElboSums> sums;
  for (int64_t epoch = 0; epoch < 100000; ++epoch) {
    sums.emplace();
    train_epoch(vae, optimizer, *sums);
    sums->print(epoch);
  }
}
