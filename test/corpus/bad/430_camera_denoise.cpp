#include <torch/torch.h>

#include <array>
#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

class FrameFilter {
 public:
  virtual ~FrameFilter() = default;
  virtual torch::Tensor apply(const torch::Tensor& frame) = 0;
};

struct FuseNetImpl : torch::nn::Module {
  FuseNetImpl(int64_t taps, int64_t ch)
      : in(register_module("in", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, ch, 3).padding(1)))),
        mix(register_module(
            "mix", torch::nn::Conv2d(torch::nn::Conv2dOptions(ch * (taps + 1), ch, 3).padding(1)))),
        out(register_module("out", torch::nn::Conv2d(torch::nn::Conv2dOptions(ch, 1, 3).padding(1)))) {}

  torch::Tensor encode(const torch::Tensor& frame) { return torch::relu(in->forward(frame)); }
  torch::Tensor merge(const std::vector<torch::Tensor>& parts) {
    return torch::tanh(mix->forward(torch::cat(parts, 1)));
  }
  torch::Tensor render(const torch::Tensor& f) { return torch::sigmoid(out->forward(f)); }

  torch::nn::Conv2d in, mix, out;
};
TORCH_MODULE(FuseNet);

class TemporalFilter : public FrameFilter {
 public:
  static constexpr size_t kTaps = 3;

  explicit TemporalFilter(FuseNet net) : net_(std::move(net)) {
    for (size_t i = 0; i < kTaps; ++i) taps_.push_back(torch::zeros({1, 8, 120, 160}));
  }

  torch::Tensor apply(const torch::Tensor& frame) override {
    std::vector<torch::Tensor> parts{net_->encode(frame)};
    parts.insert(parts.end(), taps_.begin(), taps_.end());
    auto fused = net_->merge(parts);
    rotate(fused);
    return net_->render(fused).mul(255).to(torch::kUInt8);
  }

 private:
  void rotate(torch::Tensor newest) {
    taps_.pop_front();
    taps_.push_back(std::move(newest));  // WARN: recurrent-state
  }

  FuseNet net_;
  std::deque<torch::Tensor> taps_;
};

using FrameSink = std::function<void(size_t camera, const torch::Tensor&)>;

class CameraLoop {
 public:
  CameraLoop(size_t id, std::unique_ptr<FrameFilter> filter, FrameSink sink)
      : id_(id), filter_(std::move(filter)), sink_(std::move(sink)) {}

  void start() {
    thread_ = std::thread([this] {
      while (running_.load()) {
        sink_(id_, filter_->apply(torch::rand({1, 1, 120, 160})));
      }
    });
  }

  void stop() {
    running_ = false;
    if (thread_.joinable()) thread_.join();
  }

 private:
  size_t id_;
  std::unique_ptr<FrameFilter> filter_;
  FrameSink sink_;
  std::atomic<bool> running_{true};
  std::thread thread_;
};

int main(int argc, char** argv) {
  FuseNet net(static_cast<int64_t>(TemporalFilter::kTaps), 8);
  if (argc > 1) torch::load(net, argv[1]);
  net->eval();

  std::array<std::atomic<uint64_t>, 2> shown{};
  std::vector<std::unique_ptr<CameraLoop>> cameras;
  for (size_t c = 0; c < shown.size(); ++c) {
    cameras.push_back(std::make_unique<CameraLoop>(
        c, std::make_unique<TemporalFilter>(net),
        [&shown](size_t cam, const torch::Tensor& img) { shown[cam] += img.numel() > 0 ? 1 : 0; }));
    cameras.back()->start();
  }
  for (;;) {
    std::this_thread::sleep_for(std::chrono::seconds(5));
    std::cout << "frames " << shown[0].load() << ' ' << shown[1].load() << std::endl;
    if (!std::cin.good()) break;
  }
  for (auto& c : cameras) c->stop();
  return 0;
}
