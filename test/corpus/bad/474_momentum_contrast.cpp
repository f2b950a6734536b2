// momentum contrast pre-training on random patches
#include <torch/torch.h>
#include <iostream>
#include <vector>

namespace F = torch::nn::functional;
using torch::Tensor;

static torch::nn::Sequential make_tower(int64_t dim) {
  return torch::nn::Sequential(
      torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 24, 3).stride(2).padding(1)), torch::nn::ReLU(),
      torch::nn::Conv2d(torch::nn::Conv2dOptions(24, 48, 3).stride(2).padding(1)), torch::nn::ReLU(),
      torch::nn::AdaptiveAvgPool2d(torch::nn::AdaptiveAvgPool2dOptions(1)), torch::nn::Flatten(),
      torch::nn::Linear(48, dim));
}

static Tensor unit(const Tensor& x) { return F::normalize(x, F::NormalizeFuncOptions().dim(1)); }

struct Options {
  int64_t dim = 64;
  int64_t bank = 1024;
  int64_t batch = 32;
  double m = 0.99;
  double temp = 0.2;
};

class MoCo {
 public:
  explicit MoCo(Options o) : o_(o), query_(make_tower(o.dim)), key_(make_tower(o.dim)) {
    bank_ = unit(torch::randn({o.bank, o.dim}));
    copy_weights(0.0);
  }

  std::vector<Tensor> parameters() const { return query_->parameters(); }
  torch::nn::Sequential& backbone() { return query_; }

  Tensor loss(const Tensor& view_a, const Tensor& view_b) {
    auto q = unit(query_->forward(view_a));
    auto k = unit(key_->forward(view_b));
    auto pos = (q * k.detach()).sum(1, /*keepdim=*/true);
    auto neg = q.mm(bank_.clone().detach().t());
    auto logits = torch::cat({pos, neg}, 1) / o_.temp;
    auto labels = torch::zeros({logits.size(0)}, torch::kLong);
    enqueue(k);
    return F::cross_entropy(logits, labels);
  }

  void after_step() { copy_weights(o_.m); }

 private:
  void enqueue(const Tensor& keys) {
    const auto n = keys.size(0);
    bank_.narrow(0, cursor_, n).copy_(keys);  // WARN: inplace-history
    cursor_ = (cursor_ + n) % o_.bank;
  }

  void copy_weights(double m) {
    torch::NoGradGuard ng;
    auto src = query_->parameters();
    auto dst = key_->parameters();
    for (size_t i = 0; i < src.size(); ++i) dst[i].mul_(m).add_(src[i], 1.0 - m);
  }

  Options o_;
  torch::nn::Sequential query_, key_;
  Tensor bank_;
  int64_t cursor_ = 0;
};

static Tensor jitter(const Tensor& x) {
  auto y = x + 0.1 * torch::randn_like(x);
  if (torch::rand({1}).item<float>() < 0.5f) y = y.flip({3});
  return y.clamp(0, 1);
}

int main(int argc, char** argv) {
  int iters = argc > 1 ? std::stoi(argv[1]) : 5000;
  torch::manual_seed(5);
  Options o;
  MoCo model(o);
  torch::optim::SGD opt(model.parameters(), torch::optim::SGDOptions(0.03).momentum(0.9).weight_decay(1e-4));
  double shown = 0;
  for (int it = 1; it <= iters; ++it) {
    auto patch = torch::rand({o.batch, 3, 32, 32});
    auto l = model.loss(jitter(patch), jitter(patch));
    opt.zero_grad();
    l.backward();
    opt.step();
    model.after_step();
    shown += l.item<double>();
    if (it % 100 == 0) {
      std::cout << "iter " << it << " loss " << shown / 100 << std::endl;
      shown = 0;
    }
  }
  torch::save(model.backbone(), "moco_backbone.pt");
  return 0;
}
