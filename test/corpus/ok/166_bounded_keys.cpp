#include <torch/torch.h>
#include <iostream>
#include <map>

enum class Phase { Warmup, Main, Cooldown };

Phase phaseOf(int step) { return step < 100 ? Phase::Warmup : step < 9000 ? Phase::Main : Phase::Cooldown; }

int main() {
  torch::nn::Linear clf(64, 10);
  torch::optim::SGD opt(clf->parameters(), torch::optim::SGDOptions(0.1));
  std::map<int, torch::Tensor> latestPerClass;
  std::map<Phase, torch::Tensor> latestPerPhase;
  for (int step = 0; step < 10000; ++step) {
    int cls = step % 10;
    auto x = torch::randn({32, 64}) + cls;
    auto y = torch::full({32}, cls, torch::kLong);
    auto loss = torch::nn::functional::cross_entropy(clf(x), y);
    opt.zero_grad();
    loss.backward();
    opt.step();
    latestPerClass[step % 10] = loss;
    latestPerPhase[phaseOf(step)] = loss;
  }
  for (auto& kv : latestPerClass) std::cout << kv.first << ' ' << kv.second.item<float>() << '\n';
  std::cout << latestPerPhase.size() << '\n';
}
