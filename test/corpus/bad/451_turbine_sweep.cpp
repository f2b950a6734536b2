// Condition monitoring of a wind farm: reconstruction residuals of vibration windows, units in parallel.
#include <torch/torch.h>

#include <chrono>
#include <future>
#include <iostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

struct Window {
  int unit = 0;
  torch::Tensor signal;  // [channels, samples]
};

struct Assessment {
  int unit = 0;
  torch::Tensor residual;
  std::string state;
};

struct AutoencoderImpl : torch::nn::Module {
  explicit AutoencoderImpl(int64_t channels) {
    using torch::nn::Conv1dOptions;
    down = register_module("down", torch::nn::Conv1d(Conv1dOptions(channels, 32, 9).stride(4).padding(4)));
    core = register_module("core", torch::nn::Conv1d(Conv1dOptions(32, 32, 5).padding(2)));
    up = register_module("up", torch::nn::ConvTranspose1d(
                                   torch::nn::ConvTranspose1dOptions(32, channels, 4).stride(4)));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    return up->forward(torch::tanh(core->forward(torch::relu(down->forward(x)))));
  }
  torch::nn::Conv1d down{nullptr}, core{nullptr};
  torch::nn::ConvTranspose1d up{nullptr};
};
TORCH_MODULE(Autoencoder);

class FarmMonitor {
 public:
  FarmMonitor(Autoencoder net, double alarm) : net_(net), alarm_(alarm) { net_->eval(); }

  int sweep(const std::vector<Window>& windows) {
    torch::NoGradGuard no_grad;
    std::vector<std::future<Assessment>> jobs;
    for (const auto& w : windows)
      jobs.push_back(std::async(std::launch::async, [this, &w] { return assess(w); }));
    int alarms = 0;
    for (auto& j : jobs) {
      auto a = j.get();
      if (a.state == "alarm") ++alarms;
      journal_.push_back(std::move(a));  // WARN: ineffective-guard
    }
    return alarms;
  }

  std::vector<double> trend(int unit) const {
    std::vector<double> out;
    for (const auto& a : journal_)
      if (a.unit == unit) out.push_back(a.residual.mean().item<double>());
    return out;
  }

 private:
  Assessment assess(const Window& w) {
    auto x = w.signal.unsqueeze(0);
    auto err = (net_->forward(x) - x).pow(2).mean(-1).squeeze(0);
    Assessment a;
    a.unit = w.unit;
    a.state = err.max().item<double>() > alarm_ ? "alarm" : "ok";
    a.residual = err;
    return a;
  }

  Autoencoder net_;
  double alarm_;
  std::vector<Assessment> journal_;
};

static std::vector<Window> acquire(int units) {
  std::vector<Window> out;
  for (int u = 0; u < units; ++u) out.push_back({u, torch::randn({6, 2048})});
  return out;
}

int main(int argc, char** argv) {
  Autoencoder net(6);
  if (argc > 1) torch::load(net, std::string(argv[1]));
  FarmMonitor monitor(net, 1.8);
  for (long round = 0;; ++round) {
    const int alarms = monitor.sweep(acquire(8));
    if (alarms > 0) std::cout << "round " << round << ": " << alarms << " alarms\n";
    if (round % 100 == 0) {
      const auto t = monitor.trend(0);
      std::cout << "unit 0 mean residual " << t.back() << " over " << t.size() << " sweeps" << std::endl;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}
