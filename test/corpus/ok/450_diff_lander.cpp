// Differentiable simulation: a landing controller is trained through the vehicle dynamics.
#include <torch/torch.h>

#include <cstdlib>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

struct Vehicle {
  torch::Tensor pos;  // [B, 2]
  torch::Tensor vel;  // [B, 2]
  torch::Tensor fuel; // [B]
};

class Dynamics {
 public:
  explicit Dynamics(double dt) : dt_(dt), gravity_(torch::tensor({0.0f, -1.62f})) {}

  Vehicle advance(const Vehicle& s, const torch::Tensor& thrust) const {
    auto acc = thrust / (1.0 + s.fuel).unsqueeze(-1) + gravity_;
    Vehicle n;
    n.vel = s.vel + dt_ * acc;
    n.pos = s.pos + dt_ * n.vel;
    n.fuel = torch::relu(s.fuel - 0.02 * thrust.norm(2, -1));
    return n;
  }

 private:
  double dt_;
  torch::Tensor gravity_;
};

static Vehicle scatter(int64_t b) {
  return {torch::randn({b, 2}) * 5.0 + torch::tensor({0.0f, 40.0f}), torch::randn({b, 2}) * 0.5, torch::ones({b})};
}

class Autopilot {
 public:
  Autopilot() : net_(torch::nn::Linear(5, 64), torch::nn::Tanh(), torch::nn::Linear(64, 2)) {}
  torch::Tensor thrust(const Vehicle& s) {
    auto x = torch::cat({s.pos / 20.0, s.vel / 5.0, s.fuel.unsqueeze(-1)}, -1);
    return 3.0 * torch::tanh(net_->forward(x)) + torch::tensor({0.0f, 1.62f});
  }
  std::vector<torch::Tensor> parameters() { return net_->parameters(); }
  void save(const std::string& p) { torch::save(net_, p); }

 private:
  torch::nn::Sequential net_;
};

class Landing {
 public:
  Landing(int horizon, double lr) : dyn_(0.2), horizon_(horizon), opt_(pilot_.parameters(), torch::optim::AdamOptions(lr)) {}

  double train_once(int64_t batch) {
    state_ = scatter(batch);
    path_.clear();
    torch::Tensor effort = torch::zeros({batch});
    for (int t = 0; t < horizon_; ++t) {
      auto u = pilot_.thrust(state_);
      effort = effort + u.pow(2).sum(-1);
      state_ = dyn_.advance(state_, u);
      path_.push_back(state_.pos);
    }
    auto track = torch::stack(path_);
    auto below = torch::relu(-track.select(-1, 1)).mean();
    auto loss = state_.pos.pow(2).sum(-1).mean() + 4.0 * state_.vel.pow(2).sum(-1).mean() + 1e-3 * effort.mean() +
                50.0 * below;
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    const double value = loss.item<double>();
    if (value < best_) {
      best_ = value;
      keep_best();
    }
    return value;
  }

  double best() const { return best_; }
  void save(const std::string& p) { pilot_.save(p); }

 private:
  void keep_best() {
    const auto now = pilot_.parameters();
    snapshot_.resize(now.size());
    for (std::size_t i = 0; i < now.size(); ++i) snapshot_[i] = now[i].detach().clone();
  }

  Autopilot pilot_;
  Dynamics dyn_;
  int horizon_;
  torch::optim::Adam opt_;
  Vehicle state_;
  std::vector<torch::Tensor> path_;
  std::vector<torch::Tensor> snapshot_;
  double best_ = std::numeric_limits<double>::infinity();
};

int main(int argc, char** argv) {
  const long rounds = argc > 1 ? std::atol(argv[1]) : 100000;
  Landing landing(60, 2e-3);
  for (long k = 0; k < rounds; ++k) {
    const double loss = landing.train_once(128);
    if (k % 100 == 0) std::cout << k << " loss " << loss << " best " << landing.best() << '\n';
  }
  landing.save("lander.pt");
  return 0;
}
