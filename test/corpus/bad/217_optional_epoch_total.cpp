#include <torch/torch.h>
#include <iostream>
#include <optional>

struct Sample {
  torch::Tensor image, mask;
};

struct Totals {
  std::optional<torch::Tensor> dice;
  int64_t images = 0;
};

// Training goes on until it is stopped; the totals are those since the start.
class SegmentationRun {
 public:
  SegmentationRun() {
    net_ = torch::nn::Sequential(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 8, 3).padding(1)), torch::nn::ReLU(),
                                 torch::nn::Conv2d(torch::nn::Conv2dOptions(8, 1, 1)), torch::nn::Sigmoid());
    optimizer_ = std::make_unique<torch::optim::SGD>(net_->parameters(), torch::optim::SGDOptions(0.01).momentum(0.9));
  }

  void step(const Sample& sample) {
    auto mask = net_->forward(sample.image);
    auto dice = overlap(mask, sample.mask);
    auto loss = 1 - dice;
    optimizer_->zero_grad();
    loss.backward();
    optimizer_->step();
    record(dice, sample.image.size(0));
  }
  float meanDice() const { return totals_.dice ? totals_.dice->item<float>() / totals_.images : 0.0f; }

 private:
  static torch::Tensor overlap(const torch::Tensor& a, const torch::Tensor& b) {
    return (2 * (a * b).sum() + 1) / (a.sum() + b.sum() + 1);
  }
  void record(const torch::Tensor& dice, int64_t n) {
    totals_.images += n;
    if (!totals_.dice) {
      totals_.dice = torch::zeros({});
    }
    totals_.dice = *totals_.dice + dice * n;  // WARN: graph-accumulation
  }
  torch::nn::Sequential net_;
  std::unique_ptr<torch::optim::SGD> optimizer_;
  Totals totals_;
};

int main() {
  SegmentationRun run;
  for (int64_t i = 0; i < 10000000; ++i) {
    run.step({torch::rand({2, 3, 16, 16}), torch::rand({2, 1, 16, 16}).round()});
    if (i % 500 == 0) std::cout << i << ": " << run.meanDice() << "\n";
  }
}
