#include <torch/torch.h>

#include <deque>
#include <iostream>

// online belief filter, trained on its own prediction error while it runs

class BeliefFilter : public torch::nn::Module {
public:
  BeliefFilter(int64_t obs, int64_t dim, size_t window)
      : window_(window),
        in_(register_module("in", torch::nn::Linear(obs, dim))),
        rec_(register_module("rec", torch::nn::Linear(dim, dim))),
        out_(register_module("out", torch::nn::Linear(dim, obs))) {
    beliefs_.push_back(torch::zeros({1, dim}));
  }

  // returns the prediction for the next observation
  torch::Tensor advance(const torch::Tensor &obs) {
    beliefs_.push_back(torch::tanh(in_(obs) + rec_(beliefs_.back())));
    if (beliefs_.size() > window_)
      beliefs_.pop_front();
    return out_(beliefs_.back());
  }

  void seal() {
    for (auto b : beliefs_)
      b.detach_();
  }

  // how much the belief moved over the window
  float drift() const {
    return (beliefs_.back() - beliefs_.front()).norm().item<float>();
  }

private:
  size_t window_;
  torch::nn::Linear in_, rec_, out_;
  std::deque<torch::Tensor> beliefs_;
};

class Sensor {
public:
  torch::Tensor read() {
    phase_ += 0.05;
    auto base = torch::arange(8, torch::kFloat) * 0.3 + phase_;
    return torch::sin(base).unsqueeze(0) + 0.02 * torch::randn({1, 8});
  }

private:
  double phase_ = 0;
};

int main() {
  auto filter = std::make_shared<BeliefFilter>(8, 96, 32);
  torch::optim::SGD opt(filter->parameters(), 0.01);
  Sensor sensor;
  auto obs = sensor.read();
  double err = 0;

  for (long tick = 0;; tick++) {
    auto prediction = filter->advance(obs);
    obs = sensor.read();
    auto loss = torch::mse_loss(prediction, obs);
    opt.zero_grad();
    loss.backward();
    opt.step();
    filter->seal();

    err = 0.99 * err + 0.01 * loss.item<double>();
    if (tick % 5000 == 0)
      std::cout << "tick " << tick << " err " << err << " drift " << filter->drift() << std::endl;
  }
}
