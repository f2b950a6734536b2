#include <torch/torch.h>
#include <deque>
#include <iostream>

// A cell that looks at its last few states; only those are kept.
struct SkipCellImpl : torch::nn::Module {
  SkipCellImpl(int64_t in, int64_t width) {
    input = register_module("input", torch::nn::Linear(in, width));
    recent = register_module("recent", torch::nn::Linear(width, width));
    distant = register_module("distant", torch::nn::Linear(width, width));
  }
  torch::Tensor forward(const torch::Tensor& x, const std::deque<torch::Tensor>& past) {
    return torch::tanh(input(x) + recent(past.back()) + distant(past.front()));
  }
  torch::nn::Linear input{nullptr}, recent{nullptr}, distant{nullptr};
};
TORCH_MODULE(SkipCell);

class LoadForecaster {
 public:
  LoadForecaster() { past_.push_back(torch::zeros({1, 32})); }

  float next(const torch::Tensor& measured) {
    past_.push_back(cell_->forward(measured, past_));  // WARN: recurrent-state
    if (past_.size() > kWindow) past_.pop_front();
    return readout_->forward(past_.back()).item<float>();
  }

 private:
  static constexpr size_t kWindow = 8;
  SkipCell cell_{6, 32};
  torch::nn::Linear readout_{32, 1};
  std::deque<torch::Tensor> past_;
};

int main() {
  LoadForecaster forecaster;
  float error = 0;
  for (int64_t minute = 0; minute < 100000000; ++minute) {
    auto measured = torch::randn({1, 6});
    error = 0.99f * error + 0.01f * std::abs(forecaster.next(measured) - measured[0][0].item<float>());
    if (minute % 1440 == 0) std::cout << "day " << minute / 1440 << ": " << error << "\n";
  }
}
