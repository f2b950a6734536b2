#include <torch/torch.h>

#include <chrono>
#include <iostream>
#include <optional>

// Agent for a continuing (never ending) traffic signal task. A recurrent core digests the sensor
// stream, a small linear value head is tuned online with TD(0) while the core stays as delivered.

struct Reading {
  torch::Tensor loops;  // induction loop counts
  float queue_cost = 0;
};

class Junction {
 public:
  Reading read() {
    load_ = (0.95 * load_ + 0.2 * torch::rand({1, kLanes})).clamp(0, 5);
    return {load_, load_.sum().item<float>()};
  }
  void set_phase(int64_t phase) { load_.narrow(1, phase * 3, 3).mul_(0.5); }

  static constexpr int64_t kLanes = 12;
  static constexpr int64_t kPhases = 4;

 private:
  torch::Tensor load_ = torch::zeros({1, kLanes});
};

struct CoreImpl : torch::nn::Module {
  CoreImpl() {
    embed = register_module("embed", torch::nn::Linear(Junction::kLanes, 48));
    memory = register_module("memory", torch::nn::GRUCell(torch::nn::GRUCellOptions(48, 96)));
    phase = register_module("phase", torch::nn::Linear(96, Junction::kPhases));
  }
  torch::Tensor digest(const torch::Tensor& loops, const torch::Tensor& context) {
    return memory->forward(torch::relu(embed->forward(loops)), context);
  }
  torch::nn::Linear embed{nullptr}, phase{nullptr};
  torch::nn::GRUCell memory{nullptr};
};
TORCH_MODULE(Core);

class SignalAgent {
 public:
  SignalAgent(Core core, double lr)
      : core_(std::move(core)),
        value_(torch::nn::Linear(96, 1)),
        opt_(value_->parameters(), torch::optim::SGDOptions(lr)),
        context_(torch::zeros({1, 96})) {
    core_->eval();
  }

  int64_t act(const Reading& r) {
    context_ = core_->digest(r.loops, context_);  // WARN: recurrent-state
    return core_->phase->forward(context_).argmax(1).item<int64_t>();
  }

  double learn(float cost) {
    const auto features = context_.detach();
    double err = 0.0;
    if (previous_) {
      torch::Tensor target;
      {
        torch::NoGradGuard ng;
        target = -cost + 0.99 * value_->forward(features);
      }
      auto td = torch::smooth_l1_loss(value_->forward(*previous_), target);
      opt_.zero_grad();
      td.backward();
      opt_.step();
      err = td.item<double>();
    }
    previous_ = features;
    return err;
  }

 private:
  Core core_;
  torch::nn::Linear value_;
  torch::optim::SGD opt_;
  torch::Tensor context_;
  std::optional<torch::Tensor> previous_;
};

double drive(SignalAgent& agent, Junction& junction, int64_t ticks) {
  double err = 0.0;
  for (int64_t i = 0; i < ticks; ++i) {
    auto reading = junction.read();
    junction.set_phase(agent.act(reading));
    err = 0.99 * err + 0.01 * agent.learn(reading.queue_cost);
  }
  return err;
}

int main(int argc, char** argv) {
  Core core;
  if (argc > 1) torch::load(core, argv[1]);
  SignalAgent agent(core, 1e-3);
  Junction junction;
  for (int hour = 0; hour < 24 * 365; ++hour) {
    const auto t0 = std::chrono::steady_clock::now();
    const double err = drive(agent, junction, 3600);
    const std::chrono::duration<double> dt = std::chrono::steady_clock::now() - t0;
    std::cout << "hour " << hour << " td " << err << " wall " << dt.count() << "s\n";
  }
  return 0;
}
