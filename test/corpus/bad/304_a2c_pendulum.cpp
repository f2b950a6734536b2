#include <torch/torch.h>

#include <cmath>
#include <iostream>
#include <vector>

using torch::Tensor;

// ---------------------------------------------------------------- environment
struct Pendulum {
  double theta = 3.0, omega = 0.0;
  Tensor observe() const {
    return torch::tensor({std::cos(theta), std::sin(theta), omega}, torch::kFloat).unsqueeze(0);
  }
  double act(double torque) {
    omega += 0.05 * (9.81 * std::sin(theta) + torque);
    omega = std::fmax(-8.0, std::fmin(8.0, omega));
    theta += 0.05 * omega;
    return -(theta * theta + 0.1 * omega * omega + 0.001 * torque * torque);
  }
  void reset() { theta = 3.0; omega = 0.0; }
};

// ---------------------------------------------------------------- networks
static torch::nn::Sequential mlp(int64_t in, int64_t out) {
  return torch::nn::Sequential(torch::nn::Linear(in, 64), torch::nn::Tanh(),
                               torch::nn::Linear(64, 64), torch::nn::Tanh(),
                               torch::nn::Linear(64, out));
}

// ---------------------------------------------------------------- statistics
class ValueBook {
 public:
  explicit ValueBook(int64_t capacity) : slots_(torch::zeros({capacity})), capacity_(capacity) {}

  void write(const Tensor& value) {
    slots_[cursor_] = value;  // WARN: inplace-history
    cursor_ = (cursor_ + 1) % capacity_;
    if (filled_ < capacity_) ++filled_;
  }

  float mean() const { return filled_ ? slots_.narrow(0, 0, filled_).mean().item<float>() : 0.f; }
  float spread() const {
    return filled_ > 1 ? slots_.narrow(0, 0, filled_).std(/*unbiased=*/false).item<float>() : 1.f;
  }

 private:
  Tensor slots_;
  int64_t capacity_, cursor_ = 0, filled_ = 0;
};

int main() {
  torch::manual_seed(0);
  auto actor = mlp(3, 1);
  auto critic = mlp(3, 1);
  auto logStd = torch::zeros({1}, torch::requires_grad());

  std::vector<Tensor> params = actor->parameters();
  for (const auto& p : critic->parameters()) params.push_back(p);
  params.push_back(logStd);
  torch::optim::Adam opt(params, torch::optim::AdamOptions(3e-4));

  Pendulum env;
  ValueBook book(512);
  const double gamma = 0.97;
  double reward_avg = 0.0;

  for (long step = 0; step < 5000000; ++step) {
    if (step % 200 == 0) env.reset();

    Tensor obs = env.observe();
    Tensor mu = actor->forward(obs).view({1});
    Tensor sigma = logStd.exp();
    Tensor action = (mu + sigma * torch::randn({1})).detach();
    Tensor logp = -0.5 * ((action - mu) / sigma).pow(2) - logStd;

    double r = env.act(2.0 * std::tanh(action.item<double>()));
    reward_avg = 0.999 * reward_avg + 0.001 * r;

    Tensor v = critic->forward(obs).squeeze();
    double bootstrap;
    {
      torch::NoGradGuard ng;
      bootstrap = r / 10.0 + gamma * critic->forward(env.observe()).item<double>();
    }
    double adv = (bootstrap - v.item<double>()) / (1e-3 + book.spread());

    Tensor loss = -(logp * adv).sum() + 0.5 * (v - bootstrap).pow(2);
    opt.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(params, 0.5);
    opt.step();

    book.write(v);

    if (step % 5000 == 0) {
      std::cout << step << "\treward " << reward_avg << "\tV " << book.mean() << '\n';
    }
  }
}
