#include <torch/torch.h>
#include <iostream>
#include <vector>

namespace F = torch::nn::functional;

// The key encoder is never trained: its parameters need no gradient, so neither do its keys.
template <typename M>
void freeze(M& module) {
  for (auto& p : module->parameters()) p.set_requires_grad(false);
}

class Contrast {
 public:
  Contrast() { freeze(key_); }

  torch::Tensor loss(const torch::Tensor& a, const torch::Tensor& b) {
    auto q = unit(query_->forward(a));
    keys_ = unit(key_->forward(b));
    auto logits = torch::cat({(q * keys_).sum(1, true), q.mm(queue_.clone().t())}, 1) / 0.1;
    return torch::cross_entropy_loss(logits, torch::zeros({q.size(0)}, torch::kLong));
  }

  void after_step() {
    queue_.narrow(0, head_, keys_.size(0)).copy_(keys_);
    head_ = (head_ + keys_.size(0)) % queue_.size(0);
    torch::NoGradGuard no_grad;
    auto from = query_->parameters();
    auto to = key_->parameters();
    for (size_t i = 0; i < to.size(); ++i) to[i].lerp_(from[i], 0.01);
  }

  std::vector<torch::Tensor> parameters() const { return query_->parameters(); }

 private:
  static torch::nn::Sequential encoder() {
    return torch::nn::Sequential(torch::nn::Linear(50, 128), torch::nn::ReLU(), torch::nn::Linear(128, 32));
  }
  static torch::Tensor unit(const torch::Tensor& x) { return F::normalize(x, F::NormalizeFuncOptions().dim(1)); }

  torch::nn::Sequential query_ = encoder(), key_ = encoder();
  torch::Tensor queue_ = unit(torch::randn({1024, 32}));
  torch::Tensor keys_;
  int64_t head_ = 0;
};

int main() {
  Contrast contrast;
  torch::optim::SGD optimizer(contrast.parameters(), 0.05);
  for (int64_t step = 0; step < 10000000; ++step) {
    auto x = torch::randn({64, 50});
    auto loss = contrast.loss(x + 0.1 * torch::randn_like(x), x);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    contrast.after_step();
    if (step % 1000 == 0) std::cout << loss.item<float>() << "\n";
  }
}
