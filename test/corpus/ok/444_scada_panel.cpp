// Control-room panel: one virtual flow meter value per pump, always the latest reading.
#include <torch/torch.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

constexpr int kPumps = 8;

struct Reading {
  long seq = -1;
  torch::Tensor flow;   // mean and log-variance
  double change = 0.0;  // against the reading before
};

struct FlowMeterImpl : torch::nn::Module {
  FlowMeterImpl() {
    body = register_module("body", torch::nn::Sequential(torch::nn::Linear(256, 128), torch::nn::ReLU(),
                                                         torch::nn::Linear(128, 64), torch::nn::ReLU()));
    head = register_module("head", torch::nn::Linear(64, 2));
  }
  torch::Tensor forward(const torch::Tensor& vibration) { return head->forward(body->forward(vibration)); }
  torch::nn::Sequential body{nullptr};
  torch::nn::Linear head{nullptr};
};
TORCH_MODULE(FlowMeter);

class Panel {
 public:
  void post(int pump, long seq, const torch::Tensor& flow) {
    std::lock_guard<std::mutex> lock(mu_);
    Reading next;
    next.seq = seq;
    next.flow = flow;
    if (slots_[pump].flow.defined())
      next.change = flow[0].item<double>() - slots_[pump].flow[0].item<double>();
    slots_[pump] = std::move(next);
  }

  void show() {
    std::lock_guard<std::mutex> lock(mu_);
    for (int p = 0; p < kPumps; ++p) {
      const auto& r = slots_[p];
      if (!r.flow.defined()) continue;
      std::printf("P%d #%ld %.3f +- %.3f (%+.3f)\n", p, r.seq, r.flow[0].item<double>(),
                  torch::exp(0.5 * r.flow[1]).item<double>(), r.change);
    }
  }

 private:
  std::mutex mu_;
  std::array<Reading, kPumps> slots_;
};

class Acquisition {
 public:
  Acquisition(FlowMeter meter, Panel& panel) : meter_(std::move(meter)), panel_(panel) {}

  void run(long rounds) {
    for (long k = 0; k < rounds; ++k) {
      auto block = torch::randn({kPumps, 256});
      auto flows = meter_->forward(block);
      for (int p = 0; p < kPumps; ++p) panel_.post(p, k, flows[p]);
      if (k % 64 == 0) std::this_thread::yield();
    }
  }

 private:
  FlowMeter meter_;
  Panel& panel_;
};

int main(int argc, char** argv) {
  const long rounds = argc > 1 ? std::atol(argv[1]) : 10000000;
  FlowMeter meter;
  if (argc > 2) torch::load(meter, std::string(argv[2]));
  meter->eval();

  Panel panel;
  Acquisition acq(meter, panel);
  std::thread worker([&acq, rounds] { acq.run(rounds); });
  for (int i = 0; i < 50; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    panel.show();
  }
  worker.join();
  panel.show();
  return 0;
}
