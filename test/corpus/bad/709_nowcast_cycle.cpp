#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace nowcast {

struct Observation {
  torch::Tensor radar;  // [1, 1, H, W]
  torch::Tensor mask;   // 1 where the radar sees something
};

struct Alert {
  int cycle;
  float peak;
};

class Operator : public torch::nn::Module {
 public:
  using torch::nn::Module::Module;
  virtual torch::Tensor apply(const torch::Tensor& field, const Observation& obs) = 0;
};

class Advection final : public Operator {
 public:
  Advection() : Operator("advection"), flow_(torch::nn::Conv2dOptions(1, 1, 5).padding(2)) {
    register_module("flow", flow_);
  }
  torch::Tensor apply(const torch::Tensor& field, const Observation&) override {
    return field + 0.1 * torch::tanh(flow_->forward(field));
  }

 private:
  torch::nn::Conv2d flow_;
};

class Nudging final : public Operator {
 public:
  Nudging() : Operator("nudging") { gain_ = register_parameter("gain", torch::full({1}, 0.3)); }
  torch::Tensor apply(const torch::Tensor& field, const Observation& obs) override {
    return field + torch::sigmoid(gain_) * obs.mask * (obs.radar - field);
  }

 private:
  torch::Tensor gain_;
};

class Cycle {
 public:
  explicit Cycle(int64_t size) : field_(torch::zeros({1, 1, size, size})) {}

  Cycle& add(std::shared_ptr<Operator> op) {
    op->eval();
    operators_.push_back(std::move(op));
    return *this;
  }

  void on_alert(std::function<void(const Alert&)> sink) { sink_ = std::move(sink); }

  void advance(const Observation& obs) {
    auto next = field_;
    for (auto& op : operators_) next = op->apply(next, obs);
    ++count_;
    replace(next);
    const float peak = field_.max().item<float>();
    if (peak > 2.5f && sink_) sink_({count_, peak});
  }

 private:
  void replace(const torch::Tensor& next) {
    field_ = next.clamp(-5.0, 5.0); // WARN: recurrent-state
  }

  torch::Tensor field_;
  std::vector<std::shared_ptr<Operator>> operators_;
  std::function<void(const Alert&)> sink_;
  int count_ = 0;
};

Observation read_radar(int64_t size) {
  Observation o;
  o.radar = torch::randn({1, 1, size, size});
  o.mask = torch::rand({1, 1, size, size}).gt(0.7).to(torch::kFloat);
  return o;
}

}  // namespace nowcast

int main() {
  constexpr int64_t kSize = 256;
  nowcast::Cycle cycle(kSize);
  cycle.add(std::make_shared<nowcast::Advection>()).add(std::make_shared<nowcast::Nudging>());
  cycle.on_alert([](const nowcast::Alert& a) { std::cout << "cycle " << a.cycle << " peak " << a.peak << '\n'; });
  for (;;) cycle.advance(nowcast::read_radar(kSize));
}
