#include <torch/torch.h>

#include <deque>
#include <iostream>
#include <numeric>

// Anomaly monitor for a pump: an autoencoder keeps learning the normal state, the distance of the code to the
// usual code is the alarm value.

struct CoderImpl : torch::nn::Module {
  CoderImpl(int64_t channels, int64_t code) {
    enc = register_module("enc", torch::nn::Sequential(torch::nn::Linear(channels, 64), torch::nn::ELU(),
                                                       torch::nn::Linear(64, code)));
    dec = register_module("dec", torch::nn::Sequential(torch::nn::Linear(code, 64), torch::nn::ELU(),
                                                       torch::nn::Linear(64, channels)));
  }
  torch::nn::Sequential enc{nullptr}, dec{nullptr};
};
TORCH_MODULE(Coder);

class Baseline {
 public:
  explicit Baseline(int64_t code, double momentum = 0.98) : centre_(torch::zeros({code})), momentum_(momentum) {}

  void absorb(const torch::Tensor& codes) {
    auto batch_centre = torch::tanh(codes).mean(0);
    centre_ = centre_ * momentum_ + batch_centre * (1.0 - momentum_);  // WARN: graph-accumulation
  }
  double distance(const torch::Tensor& code) const { return (torch::tanh(code) - centre_).norm().item<double>(); }

 private:
  torch::Tensor centre_;
  double momentum_;
};

class Alarm {
 public:
  bool check(double d) {
    recent_.push_back(d);
    if (recent_.size() > 120) recent_.pop_front();
    double mean = std::accumulate(recent_.begin(), recent_.end(), 0.0) / recent_.size();
    return recent_.size() == 120 && d > 4 * mean;
  }

 private:
  std::deque<double> recent_;
};

class Monitor {
 public:
  Monitor() : coder_(24, 8), opt_(coder_->parameters(), torch::optim::AdamOptions(1e-3)), baseline_(8) {}

  double evaluate(const torch::Tensor& sample) {
    torch::NoGradGuard no_grad;
    return baseline_.distance(coder_->enc->forward(sample));
  }

  void learn(const torch::Tensor& window) {
    auto code = coder_->enc->forward(window);
    auto loss = torch::mse_loss(coder_->dec->forward(code), window);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    baseline_.absorb(code);
  }

 private:
  Coder coder_;
  torch::optim::Adam opt_;
  Baseline baseline_;
};

int main() {
  Monitor monitor;
  Alarm alarm;
  std::vector<torch::Tensor> window;
  for (long tick = 0;; ++tick) {
    auto reading = torch::randn({24});
    if (alarm.check(monitor.evaluate(reading))) std::cout << "tick " << tick << ": unusual state\n";
    window.push_back(reading);
    if (window.size() == 32) {
      monitor.learn(torch::stack(window));
      window.clear();
    }
  }
}
