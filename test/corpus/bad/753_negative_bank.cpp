#include <torch/torch.h>

#include <cstdint>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <utility>

// Contrastive pre-training with a fixed-size pool of negatives.

class NegativeBank {
 public:
  class Builder {
   public:
    Builder& capacity(int64_t n) { return capacity_ = n, *this; }
    Builder& dim(int64_t d) { return dim_ = d, *this; }
    NegativeBank build() const {
      if (!capacity_ || !dim_) throw std::invalid_argument("bank: capacity and dim are required");
      return NegativeBank(*capacity_, *dim_);
    }

   private:
    std::optional<int64_t> capacity_, dim_;
  };

  torch::Tensor negatives() const { return rows_.detach(); }

  void enqueue(const torch::Tensor& keys) {
    const auto n = keys.size(0);
    auto where = torch::arange(head_, head_ + n, torch::kLong).remainder(rows_.size(0));
    rows_.index_put_({where}, keys);  // WARN: inplace-history
    head_ = (head_ + n) % rows_.size(0);
  }

 private:
  NegativeBank(int64_t capacity, int64_t dim)
      : rows_(torch::nn::functional::normalize(torch::randn({capacity, dim}))) {}

  torch::Tensor rows_;
  int64_t head_ = 0;
};

struct Augment {
  double sigma;
  torch::Tensor operator()(const torch::Tensor& x) const { return x + sigma * torch::randn_like(x); }
};

struct PatchEncoderImpl : torch::nn::Module {
  explicit PatchEncoderImpl(int64_t dim) {
    conv = register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 8, 3).stride(2)));
    proj = register_module("proj", torch::nn::Linear(8 * 7 * 7, dim));
  }

  torch::Tensor forward(const torch::Tensor& img) {
    auto f = torch::relu(conv->forward(img)).flatten(1);
    return torch::nn::functional::normalize(proj->forward(f));
  }

  torch::nn::Conv2d conv{nullptr};
  torch::nn::Linear proj{nullptr};
};
TORCH_MODULE(PatchEncoder);

torch::Tensor info_nce(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& negatives, double tau) {
  auto pos = (q * k).sum(1, true);
  auto neg = q.matmul(negatives.t());
  auto logits = torch::cat({pos, neg}, 1) / tau;
  auto target = torch::zeros({q.size(0)}, torch::kLong);
  return torch::cross_entropy_loss(logits, target);
}

int main() {
  PatchEncoder encoder(64);
  torch::optim::SGD opt(encoder->parameters(), torch::optim::SGDOptions(0.03).momentum(0.9).weight_decay(1e-4));
  auto bank = NegativeBank::Builder{}.capacity(2048).dim(64).build();
  const Augment weak{0.05}, strong{0.2};

  double running = 0;
  for (std::uint64_t it = 1;; ++it) {
    auto img = torch::rand({32, 1, 16, 16});
    auto q = encoder->forward(strong(img));
    auto k = encoder->forward(weak(img));
    auto loss = info_nce(q, k, bank.negatives(), 0.1);

    opt.zero_grad();
    loss.backward();
    opt.step();

    bank.enqueue(k);
    running += loss.item<double>();
    if (it % 500 == 0) {
      std::cout << it << " nce " << running / 500 << '\n';
      running = 0;
    }
  }
}
