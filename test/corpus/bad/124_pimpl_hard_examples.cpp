#include <torch/torch.h>
#include <iostream>
#include <map>
#include <memory>

class HardMiner {
 public:
  HardMiner();
  ~HardMiner();
  void epoch(int n);
  void show() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct HardMiner::Impl {
  torch::nn::Sequential backbone{torch::nn::Linear(256, 128), torch::nn::ReLU(), torch::nn::Linear(128, 20)};
  torch::optim::SGD opt{backbone->parameters(), torch::optim::SGDOptions(0.05).momentum(0.9)};
  std::multimap<float, torch::Tensor> hardest;

  void batch(const torch::Tensor& x, const torch::Tensor& y) {
    auto perSample = torch::nn::functional::cross_entropy(backbone->forward(x), y, torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kNone));
    opt.zero_grad();
    perSample.mean().backward();
    opt.step();
    auto worst = perSample.max();
    hardest.emplace(worst.item<float>(), worst);  // WARN: graph-in-container
  }
};

HardMiner::HardMiner() : impl_(std::make_unique<Impl>()) {}
HardMiner::~HardMiner() = default;

void HardMiner::epoch(int n) {
  for (int i = 0; i < n; ++i) impl_->batch(torch::randn({64, 256}), torch::randint(20, {64}, torch::kLong));
}

void HardMiner::show() const {
  int k = 0;
  for (auto it = impl_->hardest.rbegin(); it != impl_->hardest.rend() && k < 10; ++it, ++k) std::cout << it->first << ' ';
  std::cout << '\n';
}

int main() {
  HardMiner miner;
  for (int e = 0; e < 100; ++e) {
    miner.epoch(1000);
    miner.show();
  }
}
