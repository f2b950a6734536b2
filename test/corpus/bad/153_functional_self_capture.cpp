#include <torch/torch.h>
#include <iostream>
#include <memory>

class GatedNet : public torch::nn::Module {
 public:
  explicit GatedNet(int64_t dim) {
    gate_ = register_parameter("gate", torch::ones({dim}));
    seq_ = register_module("seq", torch::nn::Sequential());
    dim_ = dim;
  }

  void build() {
    auto me = std::static_pointer_cast<GatedNet>(shared_from_this());
    seq_->push_back(torch::nn::Linear(dim_, dim_));
    seq_->push_back(torch::nn::Functional([me](torch::Tensor x) { return x * torch::sigmoid(me->gate_); }));  // WARN: ownership-cycle
    seq_->push_back(torch::nn::Linear(dim_, 2));
  }

  torch::Tensor forward(torch::Tensor x) { return seq_->forward(x); }

 private:
  int64_t dim_;
  torch::Tensor gate_;
  torch::nn::Sequential seq_{nullptr};
};

double score_candidate(int64_t dim) {
  auto net = std::make_shared<GatedNet>(dim);
  net->build();
  torch::optim::Adam opt(net->parameters(), 1e-3);
  double v = 0;
  for (int i = 0; i < 200; ++i) {
    auto x = torch::randn({64, dim});
    auto y = (x.sum(1) > 0).to(torch::kLong);
    auto loss = torch::nn::functional::cross_entropy(net->forward(x), y);
    opt.zero_grad();
    loss.backward();
    opt.step();
    v = loss.item<double>();
  }
  return v;
}

int main() {
  for (int64_t d = 16; d <= 1024; d += 16) std::cout << d << ' ' << score_candidate(d) << '\n';
}
