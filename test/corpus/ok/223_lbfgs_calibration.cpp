#include <torch/torch.h>
#include <iostream>
#include <vector>

// Fits the temperature of a classifier again for every batch of logits.
class Calibrator {
 public:
  double fit(const torch::Tensor& logits, const torch::Tensor& labels) {
    auto temperature = torch::ones({1}).requires_grad_();
    torch::optim::LBFGS optimizer({temperature}, torch::optim::LBFGSOptions(0.1).max_iter(10));
    std::vector<torch::Tensor> trace;
    auto closure = [&]() -> torch::Tensor {
      optimizer.zero_grad();
      auto loss = torch::nn::functional::cross_entropy(logits / temperature.clamp_min(0.05), labels);
      loss.backward();
      trace.push_back(loss);
      return loss;
    };
    final_ = optimizer.step(closure);
    improvement_.push_back((trace.front() - trace.back()).item<double>());
    if (improvement_.size() > 1000) improvement_.clear();
    return temperature.item<double>();
  }
  double loss() const { return final_.item<double>(); }

 private:
  torch::Tensor final_;
  std::vector<double> improvement_;
};

int main() {
  Calibrator calibrator;
  torch::nn::Linear classifier(16, 4);
  for (int64_t i = 0; i < 1000000; ++i) {
    auto x = torch::randn({128, 16});
    auto logits = 5 * classifier->forward(x).detach();
    auto temperature = calibrator.fit(logits, x.slice(1, 0, 4).argmax(1));
    if (i % 100 == 0) std::cout << temperature << " " << calibrator.loss() << "\n";
  }
}
