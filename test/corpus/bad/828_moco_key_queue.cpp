#include <torch/torch.h>

#include <iostream>

// Momentum contrast on random crops, after the MoCo paper.

torch::nn::Sequential make_encoder(int64_t in, int64_t dim) {
  return torch::nn::Sequential(torch::nn::Linear(in, 512), torch::nn::ReLU(),
                               torch::nn::Linear(512, 512), torch::nn::ReLU(),
                               torch::nn::Linear(512, dim));
}

class KeyQueue {
 public:
  KeyQueue(int64_t size, int64_t dim)
      : size_(size), keys_(torch::nn::functional::normalize(torch::randn({size, dim}))) {}

  torch::Tensor negatives() const { return keys_.detach().clone(); }

  void enqueue(const torch::Tensor& k) {
    const auto n = k.size(0);
    TORCH_CHECK(size_ % n == 0, "queue size must be a multiple of the batch size");
    keys_.narrow(0, head_, n).copy_(k);  // WARN: inplace-history
    head_ = (head_ + n) % size_;
  }

 private:
  int64_t size_;
  int64_t head_ = 0;
  torch::Tensor keys_;
};

class MoCo {
 public:
  MoCo(int64_t in, int64_t dim, int64_t queue)
      : q_(make_encoder(in, dim)), k_(make_encoder(in, dim)), queue_(queue, dim) {
    torch::NoGradGuard ng;
    auto src = q_->parameters();
    auto dst = k_->parameters();
    for (size_t i = 0; i < src.size(); ++i) dst[i].copy_(src[i]);
  }

  torch::Tensor loss(const torch::Tensor& view_a, const torch::Tensor& view_b) {
    namespace F = torch::nn::functional;
    auto q = F::normalize(q_->forward(view_a));
    auto k = F::normalize(k_->forward(view_b));

    auto pos = (q * k.detach()).sum(1, /*keepdim=*/true);
    auto neg = q.mm(queue_.negatives().t());
    auto logits = torch::cat({pos, neg}, 1) / 0.07;
    auto labels = torch::zeros({q.size(0)}, torch::kLong);

    queue_.enqueue(k);
    return F::cross_entropy(logits, labels);
  }

  void momentum_update(double m) {
    torch::NoGradGuard ng;
    auto src = q_->parameters();
    auto dst = k_->parameters();
    for (size_t i = 0; i < src.size(); ++i) dst[i].mul_(m).add_(src[i], 1.0 - m);
  }

  std::vector<torch::Tensor> trainable() { return q_->parameters(); }

 private:
  torch::nn::Sequential q_, k_;
  KeyQueue queue_;
};

int main() {
  MoCo moco(1024, 128, 4096);
  torch::optim::SGD opt(moco.trainable(), torch::optim::SGDOptions(0.03).momentum(0.9));

  for (int epoch = 0; epoch < 200; ++epoch) {
    double sum = 0;
    const int batches = 2000;
    for (int i = 0; i < batches; ++i) {
      auto img = torch::rand({64, 1024});
      auto a = img + 0.1 * torch::randn_like(img);
      auto b = img + 0.1 * torch::randn_like(img);
      opt.zero_grad();
      auto loss = moco.loss(a, b);
      loss.backward();
      opt.step();
      moco.momentum_update(0.999);
      sum += loss.item<double>();
    }
    std::cout << "epoch " << epoch << " loss " << sum / batches << std::endl;
  }
}
