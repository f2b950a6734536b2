#include <torch/torch.h>
#include <deque>
#include <iostream>
#include <memory>
#include <string>
#include <tuple>

class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string name() const = 0;
  virtual torch::Tensor infer(const torch::Tensor& x) = 0;

 protected:
  void remember(const torch::Tensor& y) {
    audit_.emplace_back(name(), y);  // WARN: unguarded-inference
  }
  std::deque<std::tuple<std::string, torch::Tensor>> audit_;
};

class MlpBackend final : public Backend {
 public:
  MlpBackend() : net_(torch::nn::Linear(24, 48), torch::nn::ReLU(), torch::nn::Linear(48, 6)) {
    net_->eval();
  }
  std::string name() const override { return "mlp"; }
  torch::Tensor infer(const torch::Tensor& x) override {
    auto y = net_->forward(x);
    remember(y);
    return y;
  }

 private:
  torch::nn::Sequential net_;
};

class ConvBackend final : public Backend {
 public:
  std::string name() const override { return "conv"; }
  torch::Tensor infer(const torch::Tensor& x) override {
    torch::InferenceMode guard;
    return conv_->forward(x.unsqueeze(1)).mean(1);
  }

 private:
  torch::nn::Conv1d conv_{torch::nn::Conv1dOptions(1, 4, 3).padding(1)};
};

std::unique_ptr<Backend> make_backend(const std::string& kind) {
  if (kind == "conv") return std::make_unique<ConvBackend>();
  return std::make_unique<MlpBackend>();
}

int main(int argc, char** argv) {
  auto backend = make_backend(argc > 1 ? argv[1] : "mlp");
  for (int64_t i = 0; i < 1000000; ++i) {
    auto y = backend->infer(torch::randn({4, 24}));
    if (i % 1000 == 0) std::cout << y.sum().item<float>() << '\n';
  }
}
