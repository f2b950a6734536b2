#include <torch/torch.h>

#include <cstdio>
#include <vector>

namespace F = torch::nn::functional;

// Puts a module into evaluation mode for the duration of a block.
class EvalScope {
 public:
  explicit EvalScope(torch::nn::Module& module) : module_(module), was_training_(module.is_training()) {
    torch::NoGradGuard no_grad;
    module_.eval();
  }
  ~EvalScope() { module_.train(was_training_); }
  EvalScope(const EvalScope&) = delete;
  EvalScope& operator=(const EvalScope&) = delete;

 private:
  torch::nn::Module& module_;
  bool was_training_;
};

struct NetImpl : torch::nn::Module {
  NetImpl() {
    conv1 = register_module("conv1", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 16, 3).padding(1)));
    conv2 = register_module("conv2", torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 3).padding(1)));
    drop = register_module("drop", torch::nn::Dropout(0.3));
    fc = register_module("fc", torch::nn::Linear(32 * 7 * 7, 10));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::max_pool2d(torch::relu(conv1(x)), 2);
    x = torch::max_pool2d(torch::relu(conv2(x)), 2);
    return fc(drop(x.flatten(1)));
  }
  torch::nn::Conv2d conv1{nullptr}, conv2{nullptr};
  torch::nn::Dropout drop{nullptr};
  torch::nn::Linear fc{nullptr};
};
TORCH_MODULE(Net);

struct EpochReport {
  int epoch;
  double accuracy;
  torch::Tensor logits;
};

class Validator {
 public:
  explicit Validator(Net net)
      : net_(std::move(net)),
        images_(torch::rand({500, 1, 28, 28})),
        labels_(torch::randint(0, 10, {500}, torch::kLong)) {}

  void run(int epoch) {
    EvalScope scope(*net_);
    auto logits = net_->forward(images_);
    const double acc = (logits.argmax(1) == labels_).to(torch::kDouble).mean().item<double>();
    reports_.push_back({epoch, acc, logits});  // WARN: ineffective-guard
  }

  // How many predictions changed since the epoch before.
  int64_t flips() const {
    if (reports_.size() < 2) return 0;
    const auto& a = reports_[reports_.size() - 2].logits;
    const auto& b = reports_.back().logits;
    return (a.argmax(1) != b.argmax(1)).sum().item<int64_t>();
  }

  const EpochReport& last() const { return reports_.back(); }

 private:
  Net net_;
  torch::Tensor images_, labels_;
  std::vector<EpochReport> reports_;
};

int main() {
  Net net;
  torch::optim::SGD opt(net->parameters(), torch::optim::SGDOptions(0.01).momentum(0.9));
  Validator validator(net);

  for (int epoch = 1; epoch <= 3000; ++epoch) {
    net->train();
    double total = 0;
    for (int b = 0; b < 100; ++b) {
      auto x = torch::rand({64, 1, 28, 28});
      auto y = torch::randint(0, 10, {64}, torch::kLong);
      opt.zero_grad();
      auto loss = F::cross_entropy(net->forward(x), y);
      loss.backward();
      opt.step();
      total += loss.item<double>();
    }
    validator.run(epoch);
    std::printf("%4d loss %.4f acc %.3f flips %ld\n", epoch, total / 100, validator.last().accuracy,
                (long)validator.flips());
  }
}
