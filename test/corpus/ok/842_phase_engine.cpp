#include <torch/torch.h>

#include <iostream>
#include <optional>
#include <string>

enum class Phase { kTrain, kEval };

class Engine {
 public:
  Engine()
      : net_(torch::nn::Linear(20, 128), torch::nn::SiLU(), torch::nn::Dropout(0.1), torch::nn::Linear(128, 16)),
        opt_(net_->parameters(), torch::optim::SGDOptions(0.05)),
        profile_(torch::zeros({16})) {}

  double run(Phase phase, int batches) {
    std::optional<torch::NoGradGuard> no_grad;
    if (phase == Phase::kEval) no_grad.emplace();
    net_->train(phase == Phase::kTrain);

    double sum = 0;
    for (int i = 0; i < batches; ++i) sum += step(phase);
    return sum / batches;
  }

  // Slow average of the outputs on the evaluation data, over all epochs.
  float skew() const { return (profile_.max() - profile_.min()).item<float>(); }

 private:
  double step(Phase phase) {
    auto x = torch::randn({64, 20});
    auto y = torch::cat({x.slice(1, 0, 8).pow(2), x.slice(1, 8, 16)}, 1);
    auto out = net_->forward(x);
    auto loss = torch::smooth_l1_loss(out, y);

    switch (phase) {
      case Phase::kTrain:
        opt_.zero_grad();
        loss.backward();
        opt_.step();
        break;
      case Phase::kEval:
        profile_ = 0.95 * profile_ + 0.05 * out.mean(0);
        if (!worst_.defined() || (loss > worst_).item<bool>()) worst_ = loss;
        break;
    }
    return loss.item<double>();
  }

  torch::nn::Sequential net_;
  torch::optim::SGD opt_;
  torch::Tensor profile_;
  torch::Tensor worst_;
};

int main(int argc, char** argv) {
  const int epochs = argc > 1 ? std::stoi(argv[1]) : 1000000;
  Engine engine;
  for (int e = 1; e <= epochs; ++e) {
    const double train = engine.run(Phase::kTrain, 80);
    const double eval = engine.run(Phase::kEval, 20);
    std::cout << "epoch " << e << " train " << train << " eval " << eval << " skew " << engine.skew() << '\n';
  }
}
