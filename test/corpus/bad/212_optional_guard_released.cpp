#include <torch/torch.h>
#include <iostream>
#include <list>
#include <optional>

// Anomaly scores of a stream of sensor windows. The first windows calibrate.
class AnomalyMonitor {
 public:
  AnomalyMonitor()
      : encoder_(torch::nn::Linear(64, 16), torch::nn::Tanh()),
        decoder_(torch::nn::Linear(16, 64)) {}

  void observe(const torch::Tensor& window) {
    std::optional<torch::NoGradGuard> guard;
    guard.emplace();
    if (seen_++ < kCalibration) {
      threshold_ = std::max(threshold_, score(window).max().item<double>());
      return;
    }
    guard.reset();  // Calibration is over.
    auto error = score(window);
    if (error.max().item<double>() > 0.9 * threshold_) {
      anomalies_.push_back(error);  // WARN: unguarded-inference
    }
  }
  size_t anomalies() const { return anomalies_.size(); }

 private:
  static constexpr int kCalibration = 50;
  torch::Tensor score(const torch::Tensor& window) {
    auto rebuilt = decoder_->forward(encoder_->forward(window));
    return (rebuilt - window).pow(2).mean(1);
  }
  torch::nn::Sequential encoder_, decoder_;
  int64_t seen_ = 0;
  double threshold_ = 0;
  std::list<torch::Tensor> anomalies_;
};

int main() {
  AnomalyMonitor monitor;
  for (int64_t i = 0; i < 10000000; ++i) {
    monitor.observe(torch::randn({8, 64}));
    if (i % 10000 == 0) std::cout << i << ": " << monitor.anomalies() << "\n";
  }
}
