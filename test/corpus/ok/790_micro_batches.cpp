#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <vector>

using LossHook = std::function<void(const char* part, const torch::Tensor& value)>;

class Accumulator {
 public:
  Accumulator(std::vector<torch::Tensor> params, int every)
      : opt_(std::move(params), torch::optim::AdamWOptions(1e-3).weight_decay(0.01)), every_(every) {}

  void add(const torch::Tensor& loss) {
    pending_ = pending_.defined() ? pending_ + loss : loss;
    if (++count_ == every_) flush();
  }

  void flush() {
    if (count_ == 0) return;
    opt_.zero_grad();
    (pending_ / count_).backward();
    opt_.step();
    pending_ = torch::Tensor();
    count_ = 0;
    ++updates_;
  }

  int64_t updates() const { return updates_; }

 private:
  torch::optim::AdamW opt_;
  int every_;
  int count_ = 0;
  int64_t updates_ = 0;
  torch::Tensor pending_;
};

struct AutoencoderImpl : torch::nn::Module {
  AutoencoderImpl() {
    enc = register_module("enc", torch::nn::Linear(64, 32));
    mu = register_module("mu", torch::nn::Linear(32, 8));
    logvar = register_module("logvar", torch::nn::Linear(32, 8));
    dec = register_module("dec", torch::nn::Sequential(torch::nn::Linear(8, 32), torch::nn::ReLU(), torch::nn::Linear(32, 64)));
  }

  torch::Tensor loss(const torch::Tensor& x, const LossHook& hook) {
    auto h = torch::relu(enc(x));
    auto m = mu(h);
    auto lv = logvar(h);
    auto z = m + torch::randn_like(m) * torch::exp(0.5 * lv);
    auto rec = torch::mse_loss(dec->forward(z), x);
    auto kl = -0.5 * (1 + lv - m.pow(2) - lv.exp()).mean();
    hook("rec", rec);
    hook("kl", kl);
    return rec + 0.1 * kl;
  }

  torch::nn::Linear enc{nullptr}, mu{nullptr}, logvar{nullptr};
  torch::nn::Sequential dec{nullptr};
};
TORCH_MODULE(Autoencoder);

int main() {
  Autoencoder net;
  Accumulator acc(net->parameters(), 4);

  torch::Tensor rec_sum, kl_sum;
  auto reset = [&] {
    rec_sum = torch::zeros({});
    kl_sum = torch::zeros({});
  };
  LossHook hook = [&](const char* part, const torch::Tensor& value) {
    auto v = value.detach();
    if (part[0] == 'r')
      rec_sum += v;
    else
      kl_sum += v;
  };

  reset();
  const int per_epoch = 110;
  for (int epoch = 0; epoch < 100000; ++epoch) {
    for (int i = 0; i < per_epoch; ++i) acc.add(net->loss(torch::rand({16, 64}), hook));
    acc.flush();
    if (epoch % 5 == 4) {
      std::cout << epoch << " updates " << acc.updates() << " rec " << rec_sum.item<double>() / (5 * per_epoch) << " kl "
                << kl_sum.item<double>() / (5 * per_epoch) << "\n";
      reset();
    }
  }
}
