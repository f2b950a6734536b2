#include <torch/torch.h>
#include <iostream>

class MoCo {
 public:
  MoCo(int64_t dim, int64_t K) : q_(build(dim)), k_(build(dim)), K_(K) {
    torch::NoGradGuard g;
    auto kp = k_->parameters();
    auto qp = q_->parameters();
    for (size_t i = 0; i < qp.size(); ++i) {
      kp[i].copy_(qp[i]);
      kp[i].set_requires_grad(false);
    }
    queue_ = torch::nn::functional::normalize(torch::randn({dim, K}), torch::nn::functional::NormalizeFuncOptions().dim(0));
  }
  torch::Tensor loss(const torch::Tensor& xq, const torch::Tensor& xk) {
    auto q = torch::nn::functional::normalize(q_->forward(xq));
    torch::Tensor k;
    {
      torch::NoGradGuard g;
      momentum();
      k = torch::nn::functional::normalize(k_->forward(xk));
    }
    auto lpos = (q * k).sum(1, true);
    auto lneg = q.mm(queue_.clone());
    auto logits = torch::cat({lpos, lneg}, 1) / 0.07;
    enqueue(k);
    return torch::nn::functional::cross_entropy(logits, torch::zeros({logits.size(0)}, torch::kLong));
  }
  std::vector<torch::Tensor> parameters() { return q_->parameters(); }

 private:
  static torch::nn::Sequential build(int64_t dim) { return torch::nn::Sequential(torch::nn::Linear(128, 256), torch::nn::ReLU(), torch::nn::Linear(256, dim)); }
  void momentum() {
    auto kp = k_->parameters();
    auto qp = q_->parameters();
    for (size_t i = 0; i < qp.size(); ++i) kp[i].mul_(0.999).add_(qp[i], 0.001);
  }
  void enqueue(const torch::Tensor& keys) {
    auto n = keys.size(0);
    queue_.slice(1, ptr_, ptr_ + n).copy_(keys.t());
    ptr_ = (ptr_ + n) % K_;
  }
  torch::nn::Sequential q_, k_;
  int64_t K_, ptr_ = 0;
  torch::Tensor queue_;
};

int main() {
  MoCo moco(64, 4096);
  torch::optim::SGD opt(moco.parameters(), torch::optim::SGDOptions(0.03).momentum(0.9));
  for (int i = 0; i < 100000; ++i) {
    auto x = torch::randn({64, 128});
    auto l = moco.loss(x + 0.1 * torch::randn_like(x), x);
    opt.zero_grad();
    l.backward();
    opt.step();
    if (i % 100 == 0) std::cout << l.item<float>() << std::endl;
  }
}
