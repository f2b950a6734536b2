#include <torch/torch.h>
#include <cstdint>
#include <iostream>
#include <unordered_map>

class Forecaster : public torch::nn::Module {
 public:
  Forecaster(int64_t window, int64_t horizon) {
    gru = register_module("gru", torch::nn::GRU(torch::nn::GRUOptions(1, 32).batch_first(true)));
    proj = register_module("proj", torch::nn::Linear(32, horizon));
  }
  torch::Tensor forward(const torch::Tensor& series) {
    auto h = std::get<1>(gru->forward(series));
    return proj->forward(h[-1]);
  }

 private:
  torch::nn::GRU gru{nullptr};
  torch::nn::Linear proj{nullptr};
};

int main() {
  constexpr int64_t kWindow = 48, kHorizon = 12;
  auto net = std::make_shared<Forecaster>(kWindow, kHorizon);
  torch::optim::AdamW optimizer(net->parameters(), torch::optim::AdamWOptions(1e-3).weight_decay(1e-4));
  auto series = torch::cumsum(torch::randn({100000}), 0);

  std::unordered_map<int64_t, torch::Tensor> lossAt;
  int64_t globalStep = 0;
  for (int epoch = 0; epoch < 50; ++epoch) {
    for (int64_t begin = 0; begin + kWindow + kHorizon < series.size(0); begin += kHorizon) {
      auto x = series.slice(0, begin, begin + kWindow).view({1, kWindow, 1});
      auto y = series.slice(0, begin + kWindow, begin + kWindow + kHorizon).view({1, kHorizon});
      auto loss = torch::l1_loss(net->forward(x), y);
      optimizer.zero_grad();
      loss.backward();
      optimizer.step();
      lossAt[globalStep] = loss;  // WARN: graph-in-container
      ++globalStep;
    }
    std::cout << "epoch " << epoch << ": " << lossAt[globalStep - 1].item<float>() << "\n";
  }
}
