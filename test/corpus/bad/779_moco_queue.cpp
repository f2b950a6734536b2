#include <torch/torch.h>

#include <iostream>

namespace F = torch::nn::functional;

struct BranchImpl : torch::nn::Module {
  BranchImpl() {
    backbone = register_module(
        "backbone", torch::nn::Sequential(torch::nn::Linear(48, 128), torch::nn::ReLU(), torch::nn::Linear(128, 128)));
    proj = register_module("proj", torch::nn::Sequential(torch::nn::ReLU(), torch::nn::Linear(128, 64)));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    auto z = proj->forward(backbone->forward(x));
    return F::normalize(z, F::NormalizeFuncOptions().dim(1));
  }
  torch::nn::Sequential backbone{nullptr}, proj{nullptr};
};
TORCH_MODULE(Branch);

class KeyQueue {
 public:
  KeyQueue(int64_t size, int64_t dim)
      : bank_(F::normalize(torch::randn({size, dim}), F::NormalizeFuncOptions().dim(1))), size_(size) {}

  void enqueue(const torch::Tensor& keys) {
    const auto n = keys.size(0);
    TORCH_CHECK(size_ % n == 0, "queue size must be a multiple of the batch");
    bank_.narrow(0, ptr_, n).copy_(keys);  // WARN: inplace-history
    ptr_ = (ptr_ + n) % size_;
  }

  torch::Tensor negatives() const { return bank_.clone().detach(); }

 private:
  torch::Tensor bank_;
  int64_t size_;
  int64_t ptr_ = 0;
};

class MoCo {
 public:
  MoCo() : queue_(4096, 64), opt_(query_->parameters(), torch::optim::SGDOptions(0.03).momentum(0.9)) {
    sync(0.0);
    for (auto& p : key_->backbone->parameters()) p.set_requires_grad(false);
  }

  double step(const torch::Tensor& a, const torch::Tensor& b) {
    sync(0.999);
    auto q = query_->forward(a);
    auto k = key_->forward(b);
    auto pos = (q * k.detach()).sum(1, true);
    auto neg = q.matmul(queue_.negatives().t());
    auto logits = torch::cat({pos, neg}, 1) / 0.07;
    auto loss = torch::cross_entropy_loss(logits, torch::zeros({a.size(0)}, torch::kLong));
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    queue_.enqueue(k);
    return loss.item<double>();
  }

 private:
  void sync(double m) {
    torch::NoGradGuard no_grad;
    auto src = query_->parameters();
    auto dst = key_->parameters();
    for (size_t i = 0; i < src.size(); ++i) dst[i].mul_(m).add_(src[i], 1.0 - m);
  }

  Branch query_, key_;
  KeyQueue queue_;
  torch::optim::SGD opt_;
};

int main() {
  MoCo moco;
  for (int64_t it = 0; it < 1'000'000; ++it) {
    auto base = torch::randn({64, 48});
    const double loss = moco.step(base + 0.1 * torch::randn_like(base), base + 0.1 * torch::randn_like(base));
    if (it % 200 == 0) std::cout << "iter " << it << " loss " << loss << std::endl;
  }
}
