// Neural ODE fitted to a spiral; the solver object is shared by all integrations.
#include <torch/torch.h>

#include <cmath>
#include <functional>
#include <iostream>
#include <utility>
#include <vector>

using torch::Tensor;
using Rhs = std::function<Tensor(double, const Tensor&)>;

class Rk4Solver {
 public:
  explicit Rk4Solver(double dt) : dt_(dt) {}

  void integrate(const Rhs& f, Tensor y, int steps) {
    double t = 0.0;
    accept(y);
    for (int i = 0; i < steps; ++i, t += dt_) {
      const auto k1 = f(t, y);
      const auto k2 = f(t + dt_ / 2, y + dt_ / 2 * k1);
      const auto k3 = f(t + dt_ / 2, y + dt_ / 2 * k2);
      const auto k4 = f(t + dt_, y + dt_ * k3);
      y = y + dt_ / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
      accept(y);
    }
  }

  std::vector<Tensor> takeTrajectory() { return std::exchange(trajectory_, {}); }

 private:
  void accept(const Tensor& y) { trajectory_.push_back(y); }

  double dt_;
  std::vector<Tensor> trajectory_;
};

struct FieldImpl : torch::nn::Module {
  FieldImpl() {
    seq = register_module("seq", torch::nn::Sequential(torch::nn::Linear(2, 50), torch::nn::Tanh(),
                                                       torch::nn::Linear(50, 2)));
  }
  Tensor forward(const Tensor& y) { return seq->forward(y.pow(3)); }
  torch::nn::Sequential seq{nullptr};
};
TORCH_MODULE(Field);

static Tensor trueField(const Tensor& y) {
  static const Tensor A = torch::tensor({-0.1f, 2.0f, -2.0f, -0.1f}).view({2, 2});
  return y.pow(3).matmul(A);
}

class Fitter {
 public:
  Fitter() : opt_(field_->parameters(), torch::optim::RMSpropOptions(1e-3)), solver_(0.05) {}

  double step() {
    opt_.zero_grad();
    Tensor total = torch::zeros({});
    for (int micro = 0; micro < kMicro; ++micro) {
      const auto y0 = 2.0 * torch::rand({16, 2}) - 1.0;
      const auto target = path([](double, const Tensor& y) { return trueField(y); }, y0);
      const auto pred = path([this](double, const Tensor& y) { return field_->forward(y); }, y0);
      total += torch::l1_loss(pred, target) / kMicro;
    }
    total.backward();
    opt_.step();
    last_ = total;
    return last_.item<double>();
  }

 private:
  static constexpr int kMicro = 4;

  Tensor path(const Rhs& f, const Tensor& y0) {
    solver_.integrate(f, y0, 10);
    auto nodes = solver_.takeTrajectory();
    return torch::stack(nodes);
  }

  Field field_;
  torch::optim::RMSprop opt_;
  Rk4Solver solver_;
  Tensor last_;
};

int main() {
  Fitter fitter;
  double smooth = 0.0;
  for (long it = 1;; ++it) {
    smooth = 0.97 * smooth + 0.03 * fitter.step();
    if (it % 100 == 0) std::cout << "iter " << it << " loss " << smooth << '\n';
  }
}
