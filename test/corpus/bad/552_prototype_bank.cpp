#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <memory>
#include <vector>

namespace F = torch::nn::functional;

class PrototypeBank {
 public:
  PrototypeBank(int64_t classes, int64_t dim) : bank_(torch::zeros({classes, dim})) {}

  torch::Tensor similarity(const torch::Tensor& q) const {
    return torch::matmul(q, bank_.detach().t().clone()) / 0.07;
  }
  void refresh(const torch::Tensor& labels, const torch::Tensor& features) {
    bank_.index_put_({labels}, features);  // WARN: inplace-history
  }
  double spread() const { return bank_.std().item<double>(); }

 private:
  torch::Tensor bank_;
};

struct EncoderImpl : torch::nn::Module {
  EncoderImpl(int64_t in, int64_t dim) {
    body = register_module("body", torch::nn::Sequential(torch::nn::Linear(in, 128), torch::nn::BatchNorm1d(128),
                                                         torch::nn::ReLU(), torch::nn::Linear(128, dim)));
  }
  torch::Tensor forward(torch::Tensor x) { return F::normalize(body->forward(x), F::NormalizeFuncOptions().dim(1)); }
  torch::nn::Sequential body{nullptr};
};
TORCH_MODULE(Encoder);

class ContrastiveLearner {
 public:
  ContrastiveLearner(int64_t in, int64_t dim, int64_t classes)
      : enc_(in, dim), bank_(std::make_unique<PrototypeBank>(classes, dim)), opt_(enc_->parameters(), 1e-3) {}

  double fit(const torch::Tensor& x, const torch::Tensor& y) {
    auto z = enc_->forward(x);
    auto loss = F::cross_entropy(bank_->similarity(z), y);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    bank_->refresh(y, z);
    return loss.item<double>();
  }
  const PrototypeBank& bank() const { return *bank_; }

 private:
  Encoder enc_;
  std::unique_ptr<PrototypeBank> bank_;
  torch::optim::Adam opt_;
};

int main() {
  constexpr int64_t kClasses = 50, kDim = 64, kIn = 40;
  ContrastiveLearner learner(kIn, kDim, kClasses);
  for (int epoch = 0; epoch < 1000; ++epoch) {
    std::vector<double> losses(200);
    std::generate(losses.begin(), losses.end(), [&] {
      return learner.fit(torch::randn({96, kIn}), torch::randint(0, kClasses, {96}, torch::kLong));
    });
    std::sort(losses.begin(), losses.end());
    std::cout << "epoch " << epoch << " median " << losses[losses.size() / 2] << " spread " << learner.bank().spread()
              << std::endl;
  }
}
