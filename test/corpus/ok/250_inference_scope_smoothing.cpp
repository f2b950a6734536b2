#include <torch/torch.h>
#include <iostream>

// A scope for inference: the guard lives as long as the object that the caller declares.
class InferenceScope {
 public:
  explicit InferenceScope(torch::nn::Module& net) : net_(net), was_training_(net.is_training()) { net_.eval(); }
  ~InferenceScope() { net_.train(was_training_); }
  InferenceScope(const InferenceScope&) = delete;

 private:
  torch::NoGradGuard no_grad_;
  torch::nn::Module& net_;
  bool was_training_;
};

class Thermostat {
 public:
  Thermostat() : smoothed_(torch::zeros({1, 3})) {}

  void measure(const torch::Tensor& sensors) {
    smoothed_ = 0.9 * smoothed_ + 0.1 * torch::tanh(net_->forward(sensors) + smoothed_);
    peak_.copy_(torch::maximum(peak_, smoothed_));
  }
  torch::nn::Module& net() { return *net_; }
  float heat() const { return smoothed_.mean().item<float>(); }
  float peak() const { return peak_.max().item<float>(); }

 private:
  torch::nn::Sequential net_{torch::nn::Linear(12, 32), torch::nn::Dropout(0.1), torch::nn::Linear(32, 3)};
  torch::Tensor smoothed_;
  torch::Tensor peak_ = torch::zeros({1, 3});
};

void control(Thermostat& thermostat) {
  InferenceScope scope(thermostat.net());
  for (int64_t tick = 0; tick < 1000000000; ++tick) {
    thermostat.measure(torch::randn({1, 12}));
    if (tick % 3600 == 0) std::cout << thermostat.heat() << " " << thermostat.peak() << "\n";
  }
}

int main() {
  Thermostat thermostat;
  control(thermostat);
}
