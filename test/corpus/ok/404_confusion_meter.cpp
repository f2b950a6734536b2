#include <torch/torch.h>

#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

// Fine tunes a segmentation head; meters are fed straight from the validation loop.

using torch::Tensor;

struct Meter {
  virtual ~Meter() = default;
  virtual void feed(const Tensor& logits, const Tensor& target) = 0;
  virtual double result() const = 0;
  virtual void reset() = 0;
};

class MeanIoU : public Meter {
 public:
  explicit MeanIoU(int64_t classes) : classes_(classes), table_(torch::zeros({classes * classes})) {}

  void feed(const Tensor& logits, const Tensor& target) override {
    auto guess = logits.argmax(1).flatten();
    auto cell = target.flatten() * classes_ + guess;
    table_.index_add_(0, cell, torch::ones_like(cell, torch::kFloat));
    auto agree = (guess == target.flatten()).to(torch::kFloat);
    overall_ = overall_ * 0.99 + agree.mean() * 0.01;
    guesses_.push_back(guess.to(torch::kByte).slice(0, 0, 64).clone());
    if (guesses_.size() > 16) guesses_.erase(guesses_.begin());
  }

  double result() const override {
    auto m = table_.view({classes_, classes_});
    auto inter = m.diag();
    auto uni = m.sum(0) + m.sum(1) - inter;
    return (inter / uni.clamp_min(1)).mean().item<double>();
  }

  double overall() const { return overall_.item<double>(); }
  void reset() override { table_.zero_(); }

 private:
  int64_t classes_;
  Tensor table_;
  Tensor overall_ = torch::zeros({});
  std::vector<Tensor> guesses_;
};

class Confidence : public Meter {
 public:
  void feed(const Tensor& logits, const Tensor&) override {
    auto top = std::get<0>(torch::softmax(logits, 1).max(1));
    sum_ += top.mean().item<double>();
    ++n_;
    latest_ = top;
  }
  double result() const override { return n_ ? sum_ / n_ : 0.0; }
  double spread() const { return latest_.defined() ? latest_.std().item<double>() : 0.0; }
  void reset() override {
    sum_ = 0;
    n_ = 0;
  }

 private:
  double sum_ = 0;
  int n_ = 0;
  Tensor latest_;
};

struct SegNetImpl : torch::nn::Module {
  SegNetImpl(int64_t classes) {
    a = register_module("a", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 24, 3).padding(1)));
    b = register_module("b", torch::nn::Conv2d(torch::nn::Conv2dOptions(24, classes, 1)));
    norm = register_module("norm", torch::nn::BatchNorm2d(24));
  }
  Tensor forward(const Tensor& x) { return b(torch::relu(norm(a(x)))); }
  torch::nn::Conv2d a{nullptr}, b{nullptr};
  torch::nn::BatchNorm2d norm{nullptr};
};
TORCH_MODULE(SegNet);

int main(int argc, char** argv) {
  const int epochs = argc > 1 ? std::atoi(argv[1]) : 60;
  const int64_t classes = 5;
  SegNet net(classes);
  torch::optim::SGD opt(net->parameters(), torch::optim::SGDOptions(0.01).momentum(0.9).nesterov(true));
  std::map<std::string, std::unique_ptr<Meter>> meters;
  meters["miou"] = std::make_unique<MeanIoU>(classes);
  meters["confidence"] = std::make_unique<Confidence>();

  for (int e = 0; e < epochs; ++e) {
    net->train();
    for (int b = 0; b < 100; ++b) {
      auto x = torch::randn({8, 3, 32, 32});
      auto y = torch::randint(classes, {8, 32, 32}, torch::kLong);
      opt.zero_grad();
      torch::cross_entropy_loss(net(x), y).backward();
      opt.step();
    }
    net->eval();
    for (int b = 0; b < 25; ++b) {
      auto logits = net(torch::randn({8, 3, 32, 32}));
      auto y = torch::randint(classes, {8, 32, 32}, torch::kLong);
      for (auto& kv : meters) kv.second->feed(logits, y);
    }
    std::cout << "epoch " << e << std::setprecision(4);
    for (auto& kv : meters) {
      std::cout << " " << kv.first << " " << kv.second->result();
      kv.second->reset();
    }
    std::cout << "\n";
  }
  torch::save(net, "seg.pt");
}
