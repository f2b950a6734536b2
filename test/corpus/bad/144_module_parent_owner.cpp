#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <string>

class SkipNet;

class SkipBlock : public torch::nn::Module {
 public:
  SkipBlock(int64_t dim) { fc_ = register_module("fc", torch::nn::Linear(dim, dim)); }
  void set_owner(std::shared_ptr<SkipNet> owner) { owner_ = std::move(owner); }  // WARN: ownership-cycle
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::nn::Linear fc_{nullptr};
  std::shared_ptr<SkipNet> owner_;
};

class SkipNet : public torch::nn::Module {
 public:
  SkipNet(int64_t dim, double scale) : scale_(scale) {
    block_ = register_module("block", std::make_shared<SkipBlock>(dim));
    head_ = register_module("head", torch::nn::Linear(dim, 1));
  }
  static std::shared_ptr<SkipNet> create(int64_t dim, double scale) {
    auto net = std::make_shared<SkipNet>(dim, scale);
    net->block_->set_owner(net);
    return net;
  }
  double scale() const { return scale_; }
  torch::Tensor forward(const torch::Tensor& x) { return head_(block_->forward(x)); }

 private:
  double scale_;
  std::shared_ptr<SkipBlock> block_;
  torch::nn::Linear head_{nullptr};
};

torch::Tensor SkipBlock::forward(const torch::Tensor& x) { return x + owner_->scale() * torch::relu(fc_(x)); }

int main() {
  for (int trial = 0; trial < 200; ++trial) {
    auto net = SkipNet::create(256, 0.1 + 0.01 * trial);
    torch::optim::SGD opt(net->parameters(), 0.01);
    double last = 0;
    for (int i = 0; i < 100; ++i) {
      auto x = torch::randn({32, 256});
      auto loss = torch::mse_loss(net->forward(x), x.mean(1, true));
      opt.zero_grad();
      loss.backward();
      opt.step();
      last = loss.item<double>();
    }
    std::cout << "trial " << trial << " loss " << last << '\n';
  }
}
