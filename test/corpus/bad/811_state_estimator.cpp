#include <torch/torch.h>

#include <cmath>
#include <functional>
#include <iostream>
#include <memory>
#include <vector>

namespace robot {

struct Belief {
  torch::Tensor mean;    // [6]
  torch::Tensor logvar;  // [6]
};

struct Reading {
  torch::Tensor control;  // [2]
  torch::Tensor sensors;  // [4]
  double dt;
};

struct DynamicsImpl : torch::nn::Module {
  DynamicsImpl() {
    f = register_module("f", torch::nn::Sequential(torch::nn::Linear(8, 48), torch::nn::Tanh(), torch::nn::Linear(48, 6)));
    noise = register_parameter("noise", torch::full({6}, -4.0));
  }
  Belief predict(const Belief& b, const torch::Tensor& u, double dt) {
    return {b.mean + dt * f->forward(torch::cat({b.mean, u})), torch::logaddexp(b.logvar, noise)};
  }
  torch::nn::Sequential f{nullptr};
  torch::Tensor noise;
};
TORCH_MODULE(Dynamics);

struct GainImpl : torch::nn::Module {
  GainImpl() {
    expect = register_module("expect", torch::nn::Linear(6, 4));
    gain = register_module("gain", torch::nn::Sequential(torch::nn::Linear(10, 32), torch::nn::ReLU(), torch::nn::Linear(32, 12)));
  }
  Belief correct(const Belief& b, const torch::Tensor& z) {
    auto innovation = z - expect->forward(b.mean);
    auto parts = gain->forward(torch::cat({innovation, b.logvar})).chunk(2);
    return {b.mean + 0.1 * torch::tanh(parts[0]), b.logvar - torch::softplus(parts[1])};
  }
  torch::nn::Linear expect{nullptr};
  torch::nn::Sequential gain{nullptr};
};
TORCH_MODULE(Gain);

class Estimator {
 public:
  using Listener = std::function<void(double x, double y, double heading)>;

  Estimator() : belief_{torch::zeros({6}), torch::zeros({6})} {
    dynamics_->eval();
    gain_->eval();
  }

  void subscribe(Listener l) { listeners_.push_back(std::move(l)); }

  void on_reading(const Reading& r) {
    const auto prior = dynamics_->predict(belief_, r.control, r.dt);
    belief_ = gain_->correct(prior, r.sensors);  // WARN: recurrent-state
    notify();
  }

  double uncertainty() const { return belief_.logvar.exp().mean().item<double>(); }

 private:
  void notify() const {
    const auto m = belief_.mean;
    for (const auto& l : listeners_) l(m[0].item<double>(), m[1].item<double>(), m[2].item<double>());
  }

  Dynamics dynamics_;
  Gain gain_;
  Belief belief_;
  std::vector<Listener> listeners_;
};

class Imu {
 public:
  Reading poll() { return {torch::randn({2}) * 0.2, torch::randn({4}) * 0.1, 0.01}; }
};

}  // namespace robot

int main() {
  robot::Estimator est;
  robot::Imu imu;
  double travelled = 0, px = 0, py = 0;
  est.subscribe([&](double x, double y, double) {
    travelled += std::hypot(x - px, y - py);
    px = x;
    py = y;
  });
  for (uint64_t n = 0;; ++n) {
    est.on_reading(imu.poll());
    if (n % 10000 == 0) std::cout << "travelled " << travelled << " m, var " << est.uncertainty() << '\n';
  }
}
