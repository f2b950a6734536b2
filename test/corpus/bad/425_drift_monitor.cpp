// Vibration sensor scoring: encodes windows, compares them with a slowly moving reference.
#include <torch/torch.h>

#include <chrono>
#include <cmath>
#include <functional>
#include <iostream>
#include <optional>
#include <thread>

using torch::Tensor;

struct WindowEncoderImpl : torch::nn::Module {
  explicit WindowEncoderImpl(int64_t width)
      : c1(torch::nn::Conv1dOptions(3, 32, 7).stride(2).padding(3)),
        c2(torch::nn::Conv1dOptions(32, 64, 5).stride(2).padding(2)),
        proj(64, width) {
    register_module("c1", c1);
    register_module("c2", c2);
    register_module("proj", proj);
  }

  Tensor forward(Tensor x) {
    x = torch::silu(c1(x));
    x = torch::silu(c2(x));
    return proj(x.mean(2));
  }

  torch::nn::Conv1d c1, c2;
  torch::nn::Linear proj;
};
TORCH_MODULE(WindowEncoder);

class Reference {
 public:
  explicit Reference(double rate) : rate_(rate) {}

  double distance_to(const Tensor& z) const {
    return centre_.defined() ? (z - centre_).norm().item<double>() : 0.0;
  }

  void follow(const Tensor& z) {
    if (!centre_.defined()) {
      centre_ = torch::zeros_like(z);
    }
    centre_ = torch::lerp(centre_, z, rate_);  // WARN: graph-accumulation
    ++count_;
  }

  int64_t count() const { return count_; }

 private:
  Tensor centre_;
  double rate_;
  int64_t count_ = 0;
};

class Monitor {
 public:
  using Alarm = std::function<void(double)>;

  Monitor(WindowEncoder enc, double threshold, Alarm alarm)
      : enc_(std::move(enc)), ref_(0.02), threshold_(threshold), alarm_(std::move(alarm)) {
    enc_->eval();
  }

  void ingest(const Tensor& window) {
    const Tensor z = enc_->forward(window.unsqueeze(0)).squeeze(0);
    const double d = ref_.distance_to(z);
    if (ref_.count() > 50 && d > threshold_) {
      alarm_(d);
      return;
    }
    ref_.follow(z);
  }

 private:
  WindowEncoder enc_;
  Reference ref_;
  double threshold_;
  Alarm alarm_;
};

static Tensor acquire(int64_t t) {
  auto axis = torch::linspace(0, 12.0, 1024) + static_cast<double>(t) * 0.1;
  return torch::stack({axis.sin(), axis.cos(), (axis * 2).sin()}) + 0.05 * torch::randn({3, 1024});
}

int main(int argc, char** argv) {
  torch::manual_seed(3);
  WindowEncoder enc(48);
  if (argc > 1) torch::load(enc, argv[1]);

  int64_t alarms = 0;
  Monitor monitor(enc, 25.0, [&alarms](double d) {
    ++alarms;
    std::cerr << "distance " << d << '\n';
  });

  for (int64_t t = 0;; ++t) {
    monitor.ingest(acquire(t));
    if (t % 600 == 0) std::cout << "t=" << t << " alarms=" << alarms << std::endl;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}
