#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <numeric>
#include <optional>
#include <utility>

template <class T, class Reduce = std::plus<>>
class RunningMeter {
 public:
  void add(const T& v) {
    ++n_;
    if (!acc_) {
      acc_.emplace(v);
      return;
    }
    acc_ = reduce_(*acc_, v);  // WARN: graph-accumulation
  }
  std::optional<T> mean() const {
    if (!acc_) return std::nullopt;
    return *acc_ / static_cast<double>(n_);
  }
  int64_t count() const { return n_; }

 private:
  std::optional<T> acc_;
  Reduce reduce_{};
  int64_t n_ = 0;
};

struct SegNetImpl : torch::nn::Module {
  SegNetImpl() {
    enc = register_module("enc", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 3).padding(1)));
    dec = register_module("dec", torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 2, 1)));
  }
  torch::Tensor forward(const torch::Tensor& x) { return dec(torch::relu(enc(x))); }
  torch::nn::Conv2d enc{nullptr}, dec{nullptr};
};
TORCH_MODULE(SegNet);

struct Sample {
  torch::Tensor image, mask;
};

static Sample draw() {
  return {torch::rand({4, 3, 48, 48}), torch::randint(0, 2, {4, 48, 48}, torch::kLong)};
}

class Trainer {
 public:
  Trainer() : opt_(net_->parameters(), torch::optim::SGDOptions(0.05).momentum(0.9)) {}

  void runForever() {
    for (int64_t i = 1;; ++i) {
      const auto [image, mask] = draw();
      auto loss = torch::nn::functional::cross_entropy(net_->forward(image), mask);
      opt_.zero_grad();
      loss.backward();
      opt_.step();
      lifetime_.add(loss);
      steps_.add(1.0);
      if (i % 50 == 0) report();
    }
  }

 private:
  void report() const {
    if (auto m = lifetime_.mean())
      std::cout << "steps=" << lifetime_.count() << " mean=" << m->item<double>() << "\n";
  }
  SegNet net_;
  torch::optim::SGD opt_;
  RunningMeter<torch::Tensor> lifetime_;
  RunningMeter<double> steps_;
};

int main() {
  Trainer t;
  t.runForever();
}
