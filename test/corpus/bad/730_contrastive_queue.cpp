#include <torch/torch.h>
#include <iostream>

using namespace torch::indexing;
namespace F = torch::nn::functional;

struct EncoderImpl : torch::nn::Module {
  torch::nn::Conv2d c1{nullptr}, c2{nullptr};
  torch::nn::Linear fc{nullptr};
  EncoderImpl(int64_t dim) {
    c1 = register_module("c1", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 3).stride(2)));
    c2 = register_module("c2", torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 3).stride(2)));
    fc = register_module("fc", torch::nn::Linear(32, dim));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(c1(x));
    x = torch::relu(c2(x)).mean({2, 3});
    return F::normalize(fc(x), F::NormalizeFuncOptions().dim(1));
  }
};
TORCH_MODULE(Encoder);

torch::Tensor augment(const torch::Tensor& x) {
  auto y = x + 0.05 * torch::randn_like(x);
  if (torch::rand({1}).item<float>() < 0.5) y = y.flip({3});
  return y;
}

class MoCo {
 public:
  MoCo(int64_t dim, int64_t K) : q(dim), k(dim), K(K) {
    queue = F::normalize(torch::randn({K, dim}), F::NormalizeFuncOptions().dim(1));
    torch::NoGradGuard no_grad;
    auto src = q->parameters();
    auto dst = k->parameters();
    for (size_t i = 0; i < src.size(); i++) dst[i].copy_(src[i]);
  }

  torch::Tensor loss(const torch::Tensor& im_q, const torch::Tensor& im_k) {
    auto fq = q(im_q);
    momentum_update();
    auto fk = k(im_k);

    auto pos = (fq * fk.detach()).sum(1, true);
    auto neg = fq.mm(queue.detach().clone().t());
    auto logits = torch::cat({pos, neg}, 1) / T;
    auto target = torch::zeros({logits.size(0)}, torch::kLong);

    enqueue(fk);
    return F::cross_entropy(logits, target);
  }

  Encoder q, k;

 private:
  void momentum_update() {
    torch::NoGradGuard no_grad;
    auto src = q->parameters();
    auto dst = k->parameters();
    for (size_t i = 0; i < src.size(); i++) dst[i].mul_(m).add_(src[i], 1 - m);
  }

  void enqueue(const torch::Tensor& keys) {
    auto n = keys.size(0);
    TORCH_CHECK(K % n == 0);
    queue.index_put_({Slice(ptr, ptr + n)}, keys);  // WARN: inplace-history
    ptr = (ptr + n) % K;
  }

  int64_t K, ptr = 0;
  double m = 0.999, T = 0.07;
  torch::Tensor queue;
};

int main() {
  MoCo moco(64, 4096);
  torch::optim::SGD opt(moco.q->parameters(), torch::optim::SGDOptions(0.03).momentum(0.9).weight_decay(1e-4));

  for (int epoch = 0; epoch < 200; epoch++) {
    double sum = 0;
    const int iters = 400;
    for (int i = 0; i < iters; i++) {
      auto imgs = torch::rand({64, 3, 32, 32});
      auto loss = moco.loss(augment(imgs), augment(imgs));
      opt.zero_grad();
      loss.backward();
      opt.step();
      sum += loss.item<double>();
    }
    std::cout << "epoch " << epoch << " loss " << sum / iters << std::endl;
    torch::save(moco.q, "moco_q.pt");
  }
}
