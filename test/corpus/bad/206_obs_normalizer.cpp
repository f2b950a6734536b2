#include <torch/torch.h>
#include <iostream>

// Running statistics of features, as advantage normalizers keep them.
class RunningStats {
 public:
  torch::Tensor normalize(const torch::Tensor& x) {
    mean_.lerp_(x.mean(0), 0.01);  // WARN: inplace-history
    return (x - mean_) / scale_;
  }

 private:
  torch::Tensor mean_ = torch::zeros({64});
  float scale_ = 2;
};

int main() {
  torch::nn::Sequential encoder(torch::nn::Linear(10, 64), torch::nn::Tanh());
  torch::nn::Linear head(64, 1);
  RunningStats stats;
  for (int i = 0; i < 100000; ++i) {
    auto features = encoder->forward(torch::randn({32, 10}));
    auto y = head->forward(stats.normalize(features));
    if (i % 100 == 0) std::cout << y.mean().item<float>() << "\n";
  }
}
