// Neural state observer plus PI action for a small distillation column.
#include <torch/torch.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <tuple>
#include <utility>

namespace column {

struct Sample {
  torch::Tensor y;
  torch::Tensor u;
  double t = 0.0;
};

class Simulator {
 public:
  explicit Simulator(int64_t order)
      : x_(torch::zeros({order})),
        a_(0.9 * torch::eye(order) + 0.02 * torch::randn({order, order})),
        b_(torch::randn({order, 2})),
        c_(torch::randn({3, order}) / static_cast<double>(order)) {}

  Sample advance(double reflux, double boilup) {
    Sample s;
    s.u = torch::tensor({static_cast<float>(reflux), static_cast<float>(boilup)});
    x_ = torch::tanh(a_.matmul(x_) + 0.1 * b_.matmul(s.u)) + 0.01 * torch::randn_like(x_);
    s.y = c_.matmul(x_);
    t_ += 0.25;
    s.t = t_;
    return s;
  }

 private:
  torch::Tensor x_, a_, b_, c_;
  double t_ = 0.0;
};

struct ObserverImpl : torch::nn::Module {
  ObserverImpl(int64_t ny, int64_t nu, int64_t nz) {
    predict = register_module("predict", torch::nn::Linear(nz + nu, nz));
    gain = register_module("gain", torch::nn::Linear(ny, nz));
    readout = register_module("readout", torch::nn::Linear(nz, ny));
  }

  torch::Tensor correct(const torch::Tensor& z, const Sample& s) {
    auto prior = torch::tanh(predict->forward(torch::cat({z, s.u})));
    auto innovation = s.y - readout->forward(prior);
    return prior + 0.3 * gain->forward(innovation);
  }

  torch::nn::Linear predict{nullptr}, gain{nullptr}, readout{nullptr};
};
TORCH_MODULE(Observer);

class Controller {
 public:
  Controller(Observer obs, int64_t nz, double setpoint)
      : obs_(std::move(obs)), estimate_(torch::zeros({nz})), setpoint_(setpoint) {}

  std::pair<double, double> act(const Sample& s) {
    refresh(s);
    const double product = obs_->readout->forward(estimate_)[0].item<double>();
    const double err = setpoint_ - product;
    integral_ = std::clamp(integral_ + 0.02 * err, -2.0, 2.0);
    const double reflux = std::clamp(1.2 * err + integral_, -1.0, 1.0);
    return {reflux, std::clamp(0.5 * reflux + 0.1, -1.0, 1.0)};
  }

  double spread() const { return estimate_.std().item<double>(); }

 private:
  void refresh(const Sample& s) {
    estimate_ = obs_->correct(estimate_, s);  // WARN: recurrent-state
    ++seen_;
  }

  Observer obs_;
  torch::Tensor estimate_;
  double setpoint_;
  double integral_ = 0.0;
  long seen_ = 0;
};

}  // namespace column

int main(int argc, char** argv) {
  const long ticks = argc > 1 ? std::atol(argv[1]) : 200000;
  const std::string weights = argc > 2 ? argv[2] : "";
  torch::manual_seed(3);

  column::Observer observer(3, 2, 48);
  if (!weights.empty()) torch::load(observer, weights);
  observer->eval();

  column::Simulator plant(12);
  column::Controller ctl(observer, 48, 0.15);
  double reflux = 0.0, boilup = 0.0;
  for (long k = 0; k < ticks; ++k) {
    const auto sample = plant.advance(reflux, boilup);
    std::tie(reflux, boilup) = ctl.act(sample);
    if (k % 1000 == 0)
      std::cout << "t=" << sample.t << " reflux=" << reflux << " boilup=" << boilup
                << " spread=" << ctl.spread() << "\n";
  }
  return 0;
}
