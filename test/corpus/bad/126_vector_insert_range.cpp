#include <torch/torch.h>
#include <iostream>
#include <string>
#include <vector>

struct Tracker {
  std::vector<std::string> names;
  std::vector<torch::Tensor> values;
  void print(std::ostream& os) const {
    const size_t k = names.size();
    for (size_t i = 0; i < k && values.size() >= k; ++i) os << names[i] << '=' << values[values.size() - k + i].item<float>() << ' ';
    os << '\n';
  }
};

struct BetaVAEImpl : torch::nn::Module {
  BetaVAEImpl(int64_t d, int64_t z)
      : enc(register_module("enc", torch::nn::Linear(d, 2 * z))), dec(register_module("dec", torch::nn::Linear(z, d))) {}
  std::tuple<torch::Tensor, torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    auto ml = enc(x).chunk(2, 1);
    auto z = ml[0] + (0.5 * ml[1]).exp() * torch::randn_like(ml[0]);
    return {dec(z), ml[0], ml[1]};
  }
  torch::nn::Linear enc, dec;
};
TORCH_MODULE(BetaVAE);

void optimise(BetaVAE& vae, Tracker& tracker, int64_t steps, double beta) {
  torch::optim::Adam opt(vae->parameters(), 1e-3);
  for (int64_t i = 0; i < steps; ++i) {
    auto x = torch::rand({128, 64});
    auto [y, mu, lv] = vae(x);
    auto rec = torch::mse_loss(y, x, at::Reduction::Sum) / 128;
    auto kl = -0.5 * (1 + lv - mu.pow(2) - lv.exp()).sum(1).mean();
    opt.zero_grad();
    (rec + beta * kl).backward();
    opt.step();
    tracker.values.insert(tracker.values.end(), {rec, kl});  // WARN: graph-in-container
    if (i % 500 == 0) tracker.print(std::cout);
  }
}

int main() {
  BetaVAE vae(64, 8);
  Tracker tracker{{"rec", "kl"}, {}};
  optimise(vae, tracker, 200000, 4.0);
}
