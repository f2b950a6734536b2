#include <torch/torch.h>
#include <iostream>
#include <vector>

namespace F = torch::nn::functional;

struct EncoderImpl : torch::nn::Module {
  EncoderImpl()
      : conv(register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 32, 3).stride(2)))),
        project(register_module("project", torch::nn::Linear(32, 64))) {}
  torch::Tensor forward(const torch::Tensor& x) {
    auto h = torch::relu(conv(x)).mean({2, 3});
    return F::normalize(project(h), F::NormalizeFuncOptions().dim(1));
  }
  torch::nn::Conv2d conv;
  torch::nn::Linear project;
};
TORCH_MODULE(Encoder);

class MomentumContrast {
 public:
  MomentumContrast() : queue_(F::normalize(torch::randn({4096, 64}), F::NormalizeFuncOptions().dim(1))) {
    torch::NoGradGuard no_grad;
    auto source = query_->parameters();
    auto target = key_->parameters();
    for (size_t i = 0; i < source.size(); ++i) target[i].copy_(source[i]);
  }

  torch::Tensor loss(const torch::Tensor& view1, const torch::Tensor& view2) {
    auto q = query_->forward(view1);
    keys_ = key_->forward(view2);
    auto positive = (q * keys_.detach()).sum(1, true);
    auto negative = q.mm(queue_.detach().t());
    auto logits = torch::cat({positive, negative}, 1) / 0.07;
    return torch::cross_entropy_loss(logits, torch::zeros({q.size(0)}, torch::kLong));
  }

  void after_step() {
    follow();
    enqueue(keys_);
  }

  std::vector<torch::Tensor> parameters() const { return query_->parameters(); }

 private:
  void follow() {
    torch::NoGradGuard no_grad;
    auto source = query_->parameters();
    auto target = key_->parameters();
    for (size_t i = 0; i < source.size(); ++i) target[i].mul_(0.999).add_(source[i], 0.001);
  }

  void enqueue(const torch::Tensor& keys) {
    const int64_t n = keys.size(0);
    queue_.narrow(0, head_, n).copy_(keys);  // WARN: inplace-history
    head_ = (head_ + n) % queue_.size(0);
  }

  Encoder query_, key_;
  torch::Tensor queue_;
  torch::Tensor keys_;
  int64_t head_ = 0;
};

int main() {
  MomentumContrast moco;
  torch::optim::SGD optimizer(moco.parameters(), torch::optim::SGDOptions(0.03).momentum(0.9));
  for (int64_t step = 0; step < 2000000; ++step) {
    auto image = torch::rand({32, 3, 32, 32});
    auto loss = moco.loss(image + 0.1 * torch::randn_like(image), image.flip({3}));
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    moco.after_step();
    if (step % 100 == 0) std::cout << step << " " << loss.item<float>() << "\n";
  }
}
