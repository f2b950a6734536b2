// Day-ahead electricity load forecasting, trained on a synthetic feeder.
#include <torch/torch.h>

#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <utility>

template <class T>
class RunningMean {
 public:
  explicit RunningMean(T start) : mean_(std::move(start)) {}

  void update(const T& x) {
    ++n_;
    const T delta = x - mean_;
    mean_ = mean_ + delta / n_;  // WARN: graph-accumulation
  }

  const T& value() const { return mean_; }
  int64_t count() const { return n_; }

 private:
  T mean_;
  int64_t n_ = 0;
};

struct Batch {
  torch::Tensor past;    // [B, 168]
  torch::Tensor target;  // [B, 24]
};

class Feeder {
 public:
  Batch next(int64_t b) {
    auto phase = torch::rand({b, 1}) * 24.0;
    auto t = torch::arange(168 + 24).unsqueeze(0) + phase;
    auto y = torch::sin(t * (2.0 * M_PI / 24.0)) + 0.3 * torch::sin(t * (2.0 * M_PI / 168.0));
    y = y + 0.05 * torch::randn_like(y);
    return {y.slice(1, 0, 168), y.slice(1, 168, 192)};
  }
};

class ForecasterImpl : public torch::nn::Module {
 public:
  explicit ForecasterImpl(int64_t width) {
    enc_ = register_module("enc", torch::nn::Linear(168, width));
    mix_ = register_module("mix", torch::nn::Linear(width, width));
    out_ = register_module("out", torch::nn::Linear(width, 24));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    auto h = torch::gelu(enc_->forward(x));
    return out_->forward(h + torch::gelu(mix_->forward(h)));
  }

 private:
  torch::nn::Linear enc_{nullptr}, mix_{nullptr}, out_{nullptr};
};
TORCH_MODULE(Forecaster);

template <class Optim>
torch::Tensor fit_batch(Forecaster& net, Optim& opt, const Batch& b) {
  auto loss = torch::smooth_l1_loss(net->forward(b.past), b.target);
  opt.zero_grad();
  loss.backward();
  torch::nn::utils::clip_grad_norm_(net->parameters(), 1.0);
  opt.step();
  return loss;
}

static double mape(Forecaster& net, Feeder& feeder) {
  torch::NoGradGuard ng;
  auto b = feeder.next(256);
  auto err = (net->forward(b.past) - b.target).abs() / (b.target.abs() + 0.1);
  return err.mean().item<double>() * 100.0;
}

int main(int argc, char** argv) {
  const int64_t steps = argc > 1 ? std::atoll(argv[1]) : 500000;
  torch::manual_seed(11);
  Feeder feeder;
  Forecaster net(256);
  torch::optim::AdamW opt(net->parameters(), torch::optim::AdamWOptions(3e-4).weight_decay(0.01));

  RunningMean<torch::Tensor> train_level(torch::zeros({}));
  RunningMean<double> eval_level(0.0);
  for (int64_t s = 1; s <= steps; ++s) {
    train_level.update(fit_batch(net, opt, feeder.next(64)));
    if (s % 500 == 0) {
      eval_level.update(mape(net, feeder));
      std::cout << std::fixed << std::setprecision(5) << s << " train " << train_level.value().item<double>()
                << " mape " << eval_level.value() << "%\n";
    }
  }
  torch::save(net, "forecaster.pt");
  return 0;
}
