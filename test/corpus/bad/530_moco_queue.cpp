#include <torch/torch.h>
#include <iostream>

// MoCo v1 style pre-training (single process, toy encoder).
namespace F = torch::nn::functional;
using torch::indexing::Slice;

class MemoryBank {
 public:
  MemoryBank(int64_t size, int64_t dim)
      : bank_(F::normalize(torch::randn({size, dim}), F::NormalizeFuncOptions().dim(1))) {}

  void enqueue(const torch::Tensor& keys) {
    const int64_t n = keys.size(0);
    TORCH_CHECK(bank_.size(0) % n == 0, "queue size must be a multiple of the batch");
    bank_.slice(0, ptr_, ptr_ + n).copy_(keys);  // WARN: inplace-history
    ptr_ = (ptr_ + n) % bank_.size(0);
  }

  torch::Tensor negatives() const { return bank_.detach().clone(); }

 private:
  torch::Tensor bank_;
  int64_t ptr_ = 0;
};

torch::nn::Sequential make_encoder(int64_t dim) {
  return torch::nn::Sequential(
      torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 32, 3).stride(2).padding(1)), torch::nn::ReLU(),
      torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 64, 3).stride(2).padding(1)), torch::nn::ReLU(),
      torch::nn::AdaptiveAvgPool2d(1), torch::nn::Flatten(), torch::nn::Linear(64, dim));
}

struct MoCo {
  torch::nn::Sequential q_enc, k_enc;
  MemoryBank bank;
  double m, T;

  MoCo(int64_t dim, int64_t K, double m, double T)
      : q_enc(make_encoder(dim)), k_enc(make_encoder(dim)), bank(K, dim), m(m), T(T) {
    momentum_update(0.0);
  }

  void momentum_update(double mom) {
    torch::NoGradGuard ng;
    auto q = q_enc->parameters(), k = k_enc->parameters();
    for (size_t i = 0; i < q.size(); ++i) k[i].mul_(mom).add_(q[i], 1.0 - mom);
  }

  torch::Tensor embed(torch::nn::Sequential& net, const torch::Tensor& x) {
    return F::normalize(net->forward(x), F::NormalizeFuncOptions().dim(1));
  }

  double step(const torch::Tensor& im_q, const torch::Tensor& im_k, torch::optim::Optimizer& opt) {
    momentum_update(m);
    auto q = embed(q_enc, im_q);
    auto k = embed(k_enc, im_k);

    auto l_pos = (q * k.detach()).sum(1, true);
    auto l_neg = q.mm(bank.negatives().t());
    auto logits = torch::cat({l_pos, l_neg}, 1) / T;
    auto labels = torch::zeros({logits.size(0)}, torch::kLong);
    auto loss = torch::cross_entropy_loss(logits, labels);

    opt.zero_grad();
    loss.backward();
    opt.step();
    bank.enqueue(k);
    return loss.item<double>();
  }
};

torch::Tensor jitter(const torch::Tensor& x) {
  auto y = torch::rand({1}).item<float>() < 0.5f ? x.flip({3}) : x;
  return y * (0.6 + 0.8 * torch::rand({x.size(0), 1, 1, 1}));
}

int main() {
  MoCo moco(64, 4096, 0.999, 0.07);
  torch::optim::SGD opt(moco.q_enc->parameters(), torch::optim::SGDOptions(0.03).momentum(0.9).weight_decay(1e-4));
  auto images = torch::rand({8192, 3, 32, 32});

  for (int epoch = 0; epoch < 200; ++epoch) {
    auto perm = torch::randperm(images.size(0));
    double total = 0;
    int64_t nb = images.size(0) / 128;
    for (int64_t b = 0; b < nb; ++b) {
      auto x = images.index({perm.slice(0, b * 128, (b + 1) * 128)});
      total += moco.step(jitter(x), jitter(x), opt);
    }
    std::cout << "epoch " << epoch << " nce " << total / nb << std::endl;
  }
}
