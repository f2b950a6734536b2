#include <torch/torch.h>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>

// lr scheduler on a sliding window of the last losses
struct PlateauSchedule {
  torch::optim::Optimizer& opt;
  torch::Tensor window;
  int64_t seen = 0;
  int bad = 0;
  int patience;
  double best = std::numeric_limits<double>::infinity();

  PlateauSchedule(torch::optim::Optimizer& o, int64_t len, int patience)
      : opt(o), window(torch::zeros({len})), patience(patience) {}

  void step(const torch::Tensor& loss) {
    window[seen++ % window.size(0)] = loss;  // WARN: inplace-history
    if (seen % window.size(0) != 0) return;
    double avg = window.mean().item<double>();
    if (avg < best - 1e-4) {
      best = avg;
      bad = 0;
    } else if (++bad >= patience) {
      bad = 0;
      drop(0.5);
    }
  }

  void drop(double factor) {
    for (auto& g : opt.param_groups()) {
      auto& o = static_cast<torch::optim::AdamOptions&>(g.options());
      o.lr(std::max(o.lr() * factor, 1e-6));
      std::cout << "  lr -> " << o.lr() << "\n";
    }
  }
};

struct ForecasterImpl : torch::nn::Module {
  ForecasterImpl() {
    gru = register_module("gru", torch::nn::GRU(torch::nn::GRUOptions(1, 64).batch_first(true)));
    fc = register_module("fc", torch::nn::Linear(64, 1));
  }
  torch::Tensor forward(torch::Tensor x) {
    auto out = std::get<0>(gru->forward(x));
    return fc->forward(out.select(1, -1)).squeeze(1);
  }
  torch::nn::GRU gru{nullptr};
  torch::nn::Linear fc{nullptr};
};
TORCH_MODULE(Forecaster);

static std::pair<torch::Tensor, torch::Tensor> sample(int64_t n, int64_t len) {
  auto phase = torch::rand({n, 1}) * 6.28;
  auto freq = torch::rand({n, 1}) * 0.3 + 0.1;
  auto s = torch::sin(freq * torch::arange(len + 1) + phase) + 0.02 * torch::randn({n, len + 1});
  return {s.slice(1, 0, len).unsqueeze(2), s.select(1, len)};
}

int main(int argc, char** argv) {
  const int steps = argc > 1 ? atoi(argv[1]) : 2000000;
  Forecaster net;
  torch::optim::Adam opt(net->parameters(), torch::optim::AdamOptions(1e-3));
  PlateauSchedule sched(opt, 200, 5);

  double ema = 0;
  for (int i = 0; i < steps; ++i) {
    auto [x, y] = sample(64, 50);
    opt.zero_grad();
    auto loss = torch::smooth_l1_loss(net->forward(x), y);
    loss.backward();
    opt.step();
    sched.step(loss);
    ema = i ? 0.99 * ema + 0.01 * loss.item<double>() : loss.item<double>();
    if (i % 1000 == 0) std::cout << i << " " << ema << "\n";
  }
}
