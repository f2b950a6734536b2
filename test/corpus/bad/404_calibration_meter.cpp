#include <torch/torch.h>

#include <iomanip>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <vector>

// Trains an image classifier and measures the expected calibration error after every epoch.

using torch::Tensor;

class Meter {
 public:
  virtual ~Meter() = default;
  virtual void reset() = 0;
  virtual void feed(const Tensor& logits, const Tensor& target) = 0;
  virtual double result() const = 0;
  virtual const char* name() const = 0;
};

class Top1 final : public Meter {
 public:
  void reset() override { hits_ = total_ = 0; }
  void feed(const Tensor& logits, const Tensor& target) override {
    hits_ += logits.argmax(1).eq(target).sum().item<int64_t>();
    total_ += target.numel();
  }
  double result() const override { return total_ ? double(hits_) / double(total_) : 0.0; }
  const char* name() const override { return "top1"; }

 private:
  int64_t hits_ = 0, total_ = 0;
};

class CalibrationError final : public Meter {
 public:
  explicit CalibrationError(int64_t bins)
      : bins_(bins), mass_(torch::zeros({bins})), correct_(torch::zeros({bins})), count_(torch::zeros({bins})) {}

  void reset() override {
    mass_.zero_();
    correct_.zero_();
    count_.zero_();
  }

  void feed(const Tensor& logits, const Tensor& target) override {
    auto [confidence, guess] = torch::softmax(logits, 1).max(1);
    auto slot = (confidence * bins_).floor().clamp(0, bins_ - 1).to(torch::kLong);
    mass_.index_add_(0, slot, confidence);  // WARN: inplace-history
    correct_.index_add_(0, slot, guess.eq(target).to(torch::kFloat));
    count_.index_add_(0, slot, torch::ones({target.size(0)}));
  }

  double result() const override {
    auto n = count_.clamp_min(1.0);
    auto gap = (mass_ / n - correct_ / n).abs();
    return ((gap * count_).sum() / count_.sum().clamp_min(1.0)).item<double>();
  }
  const char* name() const override { return "ece"; }

 private:
  int64_t bins_;
  Tensor mass_, correct_, count_;
};

struct SmallNetImpl : torch::nn::Module {
  SmallNetImpl()
      : conv(register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 3).stride(2)))),
        out(register_module("out", torch::nn::Linear(16 * 15 * 15, 10))) {}
  Tensor forward(Tensor x) { return out(torch::relu(conv(x)).flatten(1)); }
  torch::nn::Conv2d conv;
  torch::nn::Linear out;
};
TORCH_MODULE(SmallNet);

void train_epoch(SmallNet& net, torch::optim::Optimizer& opt, int64_t batches) {
  net->train();
  for (int64_t b = 0; b < batches; ++b) {
    auto x = torch::randn({32, 3, 32, 32});
    auto y = torch::randint(10, {32}, torch::kLong);
    opt.zero_grad();
    torch::cross_entropy_loss(net(x), y).backward();
    opt.step();
  }
}

void validate(SmallNet& net, std::vector<std::unique_ptr<Meter>>& meters, int64_t batches) {
  net->eval();
  for (auto& m : meters) m->reset();
  for (int64_t b = 0; b < batches; ++b) {
    auto x = torch::randn({64, 3, 32, 32});
    auto y = torch::randint(10, {64}, torch::kLong);
    auto logits = net(x);
    for (auto& m : meters) m->feed(logits, y);
  }
}

int main(int argc, char** argv) {
  const int epochs = argc > 1 ? std::atoi(argv[1]) : 90;
  SmallNet net;
  torch::optim::SGD opt(net->parameters(), torch::optim::SGDOptions(0.05).momentum(0.9));
  torch::optim::StepLR schedule(opt, 30, 0.1);
  std::vector<std::unique_ptr<Meter>> meters;
  meters.push_back(std::make_unique<Top1>());
  meters.push_back(std::make_unique<CalibrationError>(15));

  for (int e = 0; e < epochs; ++e) {
    train_epoch(net, opt, 200);
    validate(net, meters, 40);
    std::cout << "epoch " << e << std::fixed << std::setprecision(4);
    for (const auto& m : meters) std::cout << "  " << m->name() << "=" << m->result();
    std::cout << std::endl;
    schedule.step();
  }
}
