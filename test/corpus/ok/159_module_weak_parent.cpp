#include <torch/torch.h>
#include <iostream>
#include <memory>

class TransformerStack;

class Layer : public torch::nn::Module {
 public:
  Layer(int64_t d, int64_t index) : index_(index) {
    norm_ = register_module("norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({d})));
    fc_ = register_module("fc", torch::nn::Linear(d, d));
  }
  void bind(const std::shared_ptr<TransformerStack>& s) { stack_ = s; }
  torch::Tensor forward(torch::Tensor x);

 private:
  int64_t index_;
  torch::nn::LayerNorm norm_{nullptr};
  torch::nn::Linear fc_{nullptr};
  std::weak_ptr<TransformerStack> stack_;
};

class TransformerStack : public torch::nn::Module {
 public:
  TransformerStack(int64_t d, int64_t n) : depth(n) {
    for (int64_t i = 0; i < n; ++i) layers_->push_back(std::make_shared<Layer>(d, i));
    register_module("layers", layers_);
  }
  void link() {
    auto self = std::dynamic_pointer_cast<TransformerStack>(shared_from_this());
    for (auto& l : *layers_) std::static_pointer_cast<Layer>(l)->bind(self);
  }
  torch::Tensor forward(torch::Tensor x) {
    for (auto& l : *layers_) x = l->as<Layer>()->forward(x);
    return x;
  }
  int64_t depth;

 private:
  torch::nn::ModuleList layers_;
};

torch::Tensor Layer::forward(torch::Tensor x) {
  double drop = 0.1 * index_ / stack_.lock()->depth;
  if (is_training() && torch::rand({1}).item<double>() < drop) return x;
  return x + torch::gelu(fc_(norm_(x)));
}

int main() {
  for (int t = 0; t < 20; ++t) {
    auto net = std::make_shared<TransformerStack>(64, 4 + t);
    net->link();
    torch::optim::AdamW opt(net->parameters(), 1e-3);
    double v = 0;
    for (int i = 0; i < 200; ++i) {
      auto x = torch::randn({16, 64});
      auto loss = torch::mse_loss(net->forward(x), x.flip(1));
      opt.zero_grad();
      loss.backward();
      opt.step();
      v = loss.item<double>();
    }
    std::cout << t << ' ' << v << '\n';
  }
}
