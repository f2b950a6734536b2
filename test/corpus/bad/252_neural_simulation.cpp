#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

// Learned dynamics, integrated for as long as the simulator runs.
class Integrator {
 public:
  explicit Integrator(torch::Tensor state) : state_(std::move(state)) {}
  virtual ~Integrator() = default;

  void advance(double dt) {
    do {
      double taken = std::min(dt, limit_);
      state_ = next(state_, taken);  // WARN: recurrent-state
      dt -= taken;
      time_ += taken;
    } while (dt > 1e-9);
  }

  double energy() const { return state_.pow(2).sum().item<double>(); }
  double time() const { return time_; }

 protected:
  virtual torch::Tensor next(const torch::Tensor& state, double dt) = 0;

 private:
  torch::Tensor state_;
  double time_ = 0;
  double limit_ = 0.01;
};

struct FieldImpl : torch::nn::Module {
  FieldImpl() : a(register_module("a", torch::nn::Linear(6, 64))), b(register_module("b", torch::nn::Linear(64, 6))) {}
  torch::Tensor forward(const torch::Tensor& x) { return b(torch::tanh(a(x))); }
  torch::nn::Linear a, b;
};
TORCH_MODULE(Field);

class Euler : public Integrator {
 public:
  Euler(Field field, torch::Tensor state) : Integrator(std::move(state)), field_(field) {}

 protected:
  torch::Tensor next(const torch::Tensor& state, double dt) override { return state + dt * field_(state); }

 private:
  Field field_;
};

class Heun : public Integrator {
 public:
  Heun(Field field, torch::Tensor state) : Integrator(std::move(state)), field_(field) {}

 protected:
  torch::Tensor next(const torch::Tensor& state, double dt) override {
    auto k1 = field_(state);
    auto k2 = field_(state + dt * k1);
    return state + dt / 2 * (k1 + k2);
  }

 private:
  Field field_;
};

std::unique_ptr<Integrator> make(const std::string& kind, Field field) {
  auto state = torch::randn({100, 6});
  if (kind == "euler") return std::make_unique<Euler>(field, state);
  return std::make_unique<Heun>(field, state);
}

int main(int argc, char** argv) {
  Field field;
  if (argc > 2) torch::load(field, argv[2]);
  auto integrator = make(argc > 1 ? argv[1] : "heun", field);
  while (true) {
    integrator->advance(1.0 / 30);
    if (!(integrator->energy() < 1e6)) {
      std::cerr << "diverged at " << integrator->time() << "\n";
      return 1;
    }
  }
}
