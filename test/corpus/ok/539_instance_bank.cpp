#include <torch/torch.h>
#include <iostream>

// Instance discrimination with a non-parametric memory bank (one slot for each image).
namespace F = torch::nn::functional;

struct EncoderImpl : torch::nn::Module {
  explicit EncoderImpl(int64_t dim) {
    f = register_module("f", torch::nn::Sequential(
        torch::nn::Linear(768, 512), torch::nn::ReLU(),
        torch::nn::Linear(512, 256), torch::nn::ReLU(), torch::nn::Linear(256, dim)));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    return F::normalize(f->forward(x), F::NormalizeFuncOptions().dim(1));
  }
  torch::nn::Sequential f{nullptr};
};
TORCH_MODULE(Encoder);

class InstanceBank {
 public:
  InstanceBank(int64_t n, int64_t dim, double momentum) : momentum_(momentum) {
    slots_ = F::normalize(torch::randn({n, dim}), F::NormalizeFuncOptions().dim(1));
  }

  torch::Tensor similarity(const torch::Tensor& feats, const torch::Tensor& idx) const {
    return torch::bmm(slots_.index_select(0, idx.flatten()).view({idx.size(0), idx.size(1), -1}),
                      feats.unsqueeze(2)).squeeze(2);
  }

  // exponential moving average of each slot
  void refresh(const torch::Tensor& feats, const torch::Tensor& idx) {
    auto old = slots_.index_select(0, idx);
    auto mixed = old * momentum_ + feats * (1 - momentum_);
    slots_.index_copy_(0, idx, F::normalize(mixed, F::NormalizeFuncOptions().dim(1)));
  }

 private:
  torch::Tensor slots_;
  double momentum_;
};

struct NCE {
  int64_t n_data, n_neg;
  double T;
  torch::Tensor draw(const torch::Tensor& pos) const {
    auto neg = torch::randint(n_data, {pos.size(0), n_neg}, torch::kLong);
    return torch::cat({pos.unsqueeze(1), neg}, 1);
  }
  torch::Tensor operator()(const torch::Tensor& sim) const {
    return torch::cross_entropy_loss(sim / T, torch::zeros({sim.size(0)}, torch::kLong));
  }
};

template <class Fn>
void without_grad(Fn&& fn) {
  torch::NoGradGuard guard;
  fn();
}

int main() {
  const int64_t N = 16384, dim = 128, B = 256;
  auto images = torch::randn({N, 768});
  Encoder enc(dim);
  InstanceBank bank(N, dim, 0.5);
  NCE nce{N, 1024, 0.07};
  torch::optim::SGD opt(enc->parameters(), torch::optim::SGDOptions(0.03).momentum(0.9).nesterov(true));

  for (int epoch = 0; epoch < 300; ++epoch) {
    double sum = 0;
    int steps = 0;
    for (auto& idx : torch::randperm(N).split(B)) {
      auto x = images.index_select(0, idx);
      auto feats = enc->forward(x + 0.1 * torch::randn_like(x));
      auto loss = nce(bank.similarity(feats, nce.draw(idx)));
      opt.zero_grad();
      loss.backward();
      opt.step();
      without_grad([&] { bank.refresh(feats, idx); });
      sum += loss.item<double>();
      ++steps;
    }
    std::cout << "epoch " << epoch << " nce " << sum / steps << "\n";
  }
}
