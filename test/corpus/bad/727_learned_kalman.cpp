#include <torch/torch.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <functional>
#include <thread>

// Filter with noise levels and transition fitted offline; this is the process that runs on the robot.

struct Belief {
  torch::Tensor mean;  // {4}
  torch::Tensor cov;   // {4, 4}
};

class LinearGaussianImpl : public torch::nn::Module {
 public:
  LinearGaussianImpl() {
    auto a = torch::eye(4);
    a[0][2] = 0.05;
    a[1][3] = 0.05;
    A_ = register_parameter("A", a);
    log_q_ = register_parameter("log_q", torch::full({4}, -4.0));
    log_r_ = register_parameter("log_r", torch::full({2}, -2.0));
    H_ = register_buffer("H", torch::eye(4).narrow(0, 0, 2).contiguous());
  }

  Belief predict(const Belief& b) const {
    return {A_.mv(b.mean), A_.mm(b.cov).mm(A_.t()) + torch::diag(log_q_.exp())};
  }

  Belief correct(const Belief& b, const torch::Tensor& z) const {
    auto S = H_.mm(b.cov).mm(H_.t()) + torch::diag(log_r_.exp());
    auto K = b.cov.mm(H_.t()).mm(torch::linalg_inv(S));
    auto innovation = z - H_.mv(b.mean);
    auto I = torch::eye(4);
    return {b.mean + K.mv(innovation), (I - K.mm(H_)).mm(b.cov)};
  }

 private:
  torch::Tensor A_, log_q_, log_r_, H_;
};
TORCH_MODULE(LinearGaussian);

struct Fix {
  double t;
  float x, y;
};

struct Estimate {
  std::array<double, 4> state;
  double sigma_x, sigma_y;
};

class Estimator {
 public:
  using Publish = std::function<void(double, const Estimate&)>;

  Estimator(LinearGaussian model, Publish publish) : model_(std::move(model)), publish_(std::move(publish)) {
    belief_.mean = torch::zeros({4});
    belief_.cov = torch::eye(4) * 10;
  }

  void on_fix(const Fix& f) {
    auto z = torch::tensor({f.x, f.y});
    belief_ = model_->correct(model_->predict(belief_), z);  // WARN: recurrent-state
    publish_(f.t, summarize(belief_));
  }

 private:
  static Estimate summarize(const Belief& b) {
    Estimate e{};
    for (int i = 0; i < 4; ++i) e.state[i] = b.mean[i].item<double>();
    e.sigma_x = std::sqrt(b.cov[0][0].item<double>());
    e.sigma_y = std::sqrt(b.cov[1][1].item<double>());
    return e;
  }

  LinearGaussian model_;
  Publish publish_;
  Belief belief_;
};

static Fix read_fix(double t) {
  auto noise = torch::randn({2}) * 0.3;
  return {t, static_cast<float>(0.4 * t + noise[0].item<double>()), static_cast<float>(-0.1 * t + noise[1].item<double>())};
}

int main(int argc, char** argv) {
  LinearGaussian model;
  if (argc > 1) torch::load(model, argv[1]);
  model->eval();

  Estimator est(model, [](double t, const Estimate& e) {
    std::printf("%.2f %.3f %.3f (+-%.3f %.3f)\n", t, e.state[0], e.state[1], e.sigma_x, e.sigma_y);
  });

  double t = 0;
  while (true) {
    est.on_fix(read_fix(t));
    t += 0.05;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}
