#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>
#include <vector>

namespace arm {

struct Transition {
  torch::Tensor log_prob;
  torch::Tensor value;
  torch::Tensor entropy;
  double reward = 0;
  bool terminal = false;
};

class Rollout {
 public:
  void add(Transition t) { steps_.emplace_back(std::move(t)); }
  bool full() const { return steps_.size() >= 256; }
  void reset() { steps_.clear(); }

  std::vector<double> returns(double gamma) const {
    std::vector<double> out(steps_.size());
    double running = 0;
    for (std::size_t i = steps_.size(); i-- > 0;) {
      running = steps_[i].reward + (steps_[i].terminal ? 0.0 : gamma * running);
      out[i] = running;
    }
    return out;
  }

  template <typename Get>
  torch::Tensor gather(Get get) const {
    std::vector<torch::Tensor> picked;
    picked.reserve(steps_.size());
    std::transform(steps_.begin(), steps_.end(), std::back_inserter(picked), get);
    return torch::stack(picked);
  }

 private:
  std::vector<Transition> steps_;
};

class Simulator {
 public:
  torch::Tensor observe() const { return torch::cat({joints_, target_}); }
  double apply(const torch::Tensor& torque) {
    joints_ = (joints_ + 0.05 * torque).clamp(-3.0, 3.0);
    ++t_;
    return -(joints_ - target_).pow(2).mean().item<double>();
  }
  bool done() const { return t_ >= 100; }
  void reset() {
    t_ = 0;
    joints_ = torch::zeros({6});
    target_ = torch::rand({6});
  }

 private:
  torch::Tensor joints_ = torch::zeros({6}), target_ = torch::rand({6});
  int t_ = 0;
};

class Controller : public torch::nn::Module {
 public:
  Controller() : body_(12, 64), mean_(64, 6), value_(64, 1) {
    register_module("body", body_);
    register_module("mean", mean_);
    register_module("value", value_);
    log_std_ = register_parameter("log_std", torch::full({6}, -0.5));
    opt_ = std::make_unique<torch::optim::Adam>(parameters(), torch::optim::AdamOptions(3e-4));
  }

  torch::Tensor act(const torch::Tensor& obs, Transition& t) {
    auto h = torch::tanh(body_->forward(obs));
    auto mean = mean_->forward(h);
    auto std = log_std_.exp();
    auto action = (mean + std * torch::randn({6})).detach();
    t.log_prob = (-0.5 * ((action - mean) / std).pow(2) - log_std_).sum();
    t.value = value_->forward(h).squeeze();
    t.entropy = log_std_.sum();
    return action;
  }

  double learn(Rollout& rollout) {
    auto returns = torch::tensor(rollout.returns(0.98)).to(torch::kFloat);
    auto values = rollout.gather([](const Transition& t) { return t.value; });
    auto log_probs = rollout.gather([](const Transition& t) { return t.log_prob; });
    auto entropy = rollout.gather([](const Transition& t) { return t.entropy; }).mean();
    auto advantage = returns - values.detach();
    auto loss = -(log_probs * advantage).mean() + 0.5 * torch::mse_loss(values, returns) - 0.001 * entropy;
    opt_->zero_grad();
    loss.backward();
    opt_->step();
    rollout.reset();
    return loss.item<double>();
  }

 private:
  torch::nn::Linear body_, mean_, value_;
  torch::Tensor log_std_;
  std::unique_ptr<torch::optim::Adam> opt_;
};

}  // namespace arm

int main() {
  arm::Simulator sim;
  arm::Controller controller;
  arm::Rollout rollout;
  for (uint64_t update = 0; update < 5'000'000;) {
    arm::Transition t;
    t.reward = sim.apply(controller.act(sim.observe(), t));
    t.terminal = sim.done();
    if (t.terminal) sim.reset();
    rollout.add(std::move(t));
    if (rollout.full()) {
      const double loss = controller.learn(rollout);
      if (++update % 50 == 0) std::cout << update << ' ' << loss << '\n';
    }
  }
}
