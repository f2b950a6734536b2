#include <torch/torch.h>

#include <iomanip>
#include <iostream>

// Adapts a wake-word detector to the microphone of the device while it is in use.

template <class T>
class RunningMean {
 public:
  explicit RunningMean(T zero) : sum_(std::move(zero)) {}
  void add(const T& v) {
    sum_ += v;  // WARN: graph-accumulation
    ++count_;
  }
  T value() const { return sum_ / static_cast<double>(count_ ? count_ : 1); }
  long count() const { return count_; }

 private:
  T sum_;
  long count_ = 0;
};

struct DetectorImpl : torch::nn::Module {
  DetectorImpl() {
    conv = register_module("conv", torch::nn::Conv1d(torch::nn::Conv1dOptions(40, 32, 5).stride(2)));
    norm = register_module("norm", torch::nn::GroupNorm(torch::nn::GroupNormOptions(4, 32)));
    out = register_module("out", torch::nn::Linear(32, 2));
  }
  torch::Tensor forward(torch::Tensor mel) {
    auto h = torch::relu(norm(conv(mel)));
    return out(h.mean(-1));
  }
  torch::nn::Conv1d conv{nullptr};
  torch::nn::GroupNorm norm{nullptr};
  torch::nn::Linear out{nullptr};
};
TORCH_MODULE(Detector);

class Microphone {
 public:
  std::pair<torch::Tensor, torch::Tensor> capture() {
    return {torch::randn({4, 40, 100}), torch::randint(0, 2, {4}, torch::kLong)};
  }
};

class Adapter {
 public:
  Adapter() : opt_(net_->parameters(), torch::optim::AdamWOptions(1e-4)) {}

  void feed(const torch::Tensor& mel, const torch::Tensor& target) {
    net_->train();
    opt_.zero_grad();
    auto logits = net_(mel);
    auto loss = torch::nn::functional::cross_entropy(logits, target);
    loss.backward();
    torch::nn::utils::clip_grad_norm_(net_->parameters(), 1.0);
    opt_.step();

    loss_.add(loss);
    hits_.add(logits.argmax(1).eq(target).to(torch::kFloat).mean().item<double>());
  }

  void report(std::ostream& os) const {
    os << std::fixed << std::setprecision(4) << "clips " << hits_.count() << "  loss " << loss_.value().item<float>()
       << "  acc " << hits_.value() << '\n';
  }

 private:
  Detector net_;
  torch::optim::AdamW opt_;
  RunningMean<torch::Tensor> loss_{torch::zeros({})};
  RunningMean<double> hits_{0.0};
};

int main() {
  torch::manual_seed(3);
  Microphone mic;
  Adapter adapter;
  for (long n = 1;; ++n) {
    auto [mel, target] = mic.capture();
    adapter.feed(mel, target);
    if (n % 500 == 0) adapter.report(std::cout);
  }
}
