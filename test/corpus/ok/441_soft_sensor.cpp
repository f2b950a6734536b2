// Online-trained soft sensor for a cement kiln: a GRU cell follows the process, trained window by window.
#include <torch/torch.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <utility>
#include <vector>

struct Window {
  torch::Tensor inputs;  // [T, B, F]
  torch::Tensor lab;     // [T, B]
};

class Kiln {
 public:
  Kiln(int64_t batch, int64_t feat) : x_(torch::zeros({batch, feat})), w_(torch::randn({feat}) / std::sqrt(feat)) {}
  Window next(int64_t steps) {
    std::vector<torch::Tensor> xs, ys;
    for (int64_t t = 0; t < steps; ++t) {
      x_ = 0.97 * x_ + 0.1 * torch::randn_like(x_);
      xs.push_back(x_);
      ys.push_back(torch::tanh(x_.matmul(w_)));
    }
    return {torch::stack(xs), torch::stack(ys)};
  }

 private:
  torch::Tensor x_, w_;
};

class SoftSensorImpl : public torch::nn::Module {
 public:
  SoftSensorImpl(int64_t feat, int64_t hidden, int64_t batch) : state_(torch::zeros({batch, hidden})) {
    cell_ = register_module("cell", torch::nn::GRUCell(feat, hidden));
    out_ = register_module("out", torch::nn::Linear(hidden, 1));
  }

  torch::Tensor forward(const torch::Tensor& inputs) {
    std::vector<torch::Tensor> estimates;
    for (int64_t t = 0; t < inputs.size(0); ++t) {
      state_ = cell_->forward(inputs[t], state_);
      estimates.push_back(out_->forward(state_).squeeze(-1));
    }
    return torch::stack(estimates);
  }

  void open_window() { state_ = state_.detach(); }
  double activity() const { return state_.abs().mean().item<double>(); }

 private:
  torch::nn::GRUCell cell_{nullptr};
  torch::nn::Linear out_{nullptr};
  torch::Tensor state_;
};
TORCH_MODULE(SoftSensor);

class OnlineTrainer {
 public:
  OnlineTrainer(SoftSensor net, double lr)
      : net_(std::move(net)), opt_(net_->parameters(), torch::optim::AdamOptions(lr)), sched_(opt_, 2000, 0.7) {}

  double consume(const Window& w) {
    net_->open_window();
    auto loss = torch::mse_loss(net_->forward(w.inputs), w.lab);
    opt_.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(net_->parameters(), 0.5);
    opt_.step();
    sched_.step();
    smoothed_ = smoothed_ < 0 ? loss.item<double>() : 0.98 * smoothed_ + 0.02 * loss.item<double>();
    return smoothed_;
  }

 private:
  SoftSensor net_;
  torch::optim::Adam opt_;
  torch::optim::StepLR sched_;
  double smoothed_ = -1.0;
};

int main(int argc, char** argv) {
  const long windows = argc > 1 ? std::atol(argv[1]) : 1000000;
  Kiln kiln(16, 10);
  SoftSensor net(10, 64, 16);
  OnlineTrainer trainer(net, 2e-3);
  for (long k = 0; k < windows; ++k) {
    const double err = trainer.consume(kiln.next(20));
    if (k % 200 == 0) std::cout << k << " mse " << err << " act " << net->activity() << '\n';
    if (k % 10000 == 9999) torch::save(net, "kiln.pt");
  }
  return 0;
}
