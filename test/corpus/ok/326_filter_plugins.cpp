// Audio filter plugins with learned parts. The host wraps each pass in an EvalScope.
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace afx {

class Plugin {
 public:
  virtual ~Plugin() = default;
  virtual std::string id() const = 0;
  virtual torch::nn::Module* module() { return nullptr; }
  virtual torch::Tensor run(torch::Tensor block) = 0;
};

/// Puts a plugin's network into evaluation mode and restores the previous mode afterwards.
class EvalScope {
 public:
  explicit EvalScope(Plugin& p) : module_(p.module()), was_training_(module_ && module_->is_training()) {
    if (module_) module_->eval();
  }
  ~EvalScope() {
    if (module_ && was_training_) module_->train();
  }
  EvalScope(const EvalScope&) = delete;
  EvalScope& operator=(const EvalScope&) = delete;

 private:
  torch::nn::Module* module_;
  bool was_training_;
  torch::NoGradGuard no_grad_;
};

class Gain final : public Plugin {
 public:
  explicit Gain(double db) : factor_(std::pow(10.0, db / 20.0)) {}
  std::string id() const override { return "gain"; }
  torch::Tensor run(torch::Tensor block) override { return block * factor_; }

 private:
  double factor_;
};

class Denoiser final : public Plugin {
 public:
  Denoiser()
      : net_(torch::nn::Linear(512, 256), torch::nn::ReLU(), torch::nn::Dropout(0.1), torch::nn::Linear(256, 512),
             torch::nn::Sigmoid()),
        floor_(torch::zeros({1, 512})) {}

  std::string id() const override { return "denoise"; }
  torch::nn::Module* module() override { return net_.get(); }

  torch::Tensor run(torch::Tensor block) override {
    auto mask = net_->forward(block);
    auto residual = (1.0 - mask) * block;
    floor_ = 0.98 * floor_ + 0.02 * residual.abs();
    return mask * block - 0.1 * floor_;
  }

 private:
  torch::nn::Sequential net_;
  torch::Tensor floor_;
};

class Reverb final : public Plugin {
 public:
  Reverb() : net_(torch::nn::Linear(512, 512), torch::nn::Tanh()), tail_(torch::zeros({1, 512})) {}
  std::string id() const override { return "reverb"; }
  torch::nn::Module* module() override { return net_.get(); }
  torch::Tensor run(torch::Tensor block) override {
    tail_ = 0.6 * net_->forward(tail_ + block);
    return block + tail_;
  }

 private:
  torch::nn::Sequential net_;
  torch::Tensor tail_;
};

class Host {
 public:
  template <typename P, typename... Args>
  Host& add(Args&&... args) {
    chain_.push_back(std::make_unique<P>(std::forward<Args>(args)...));
    return *this;
  }

  torch::Tensor process(torch::Tensor block) {
    for (auto& p : chain_) {
      EvalScope scope(*p);
      block = p->run(std::move(block));
    }
    return block;
  }

 private:
  std::vector<std::unique_ptr<Plugin>> chain_;
};

}  // namespace afx

int main() {
  afx::Host host;
  host.add<afx::Gain>(-3.0).add<afx::Denoiser>().add<afx::Reverb>();
  float peak = 0.f;
  for (long block = 0;; ++block) {
    auto y = host.process(torch::randn({1, 512}));
    peak = std::max(0.999f * peak, y.abs().max().item<float>());
    if (block % 5000 == 0) std::cout << "block " << block << " peak " << peak << '\n';
  }
}
