#include <torch/torch.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <iostream>
#include <map>
#include <memory>
#include <thread>

static std::atomic<bool> g_running{true};

class StreamProcessor {
 public:
  virtual ~StreamProcessor() = default;

  float process(int camera, const torch::Tensor& frame) {
    auto it = states_.find(camera);
    if (it == states_.end()) it = states_.emplace(camera, initial_state()).first;

    const auto features = preprocess(frame);
    auto next = advance(features, it->second);
    const auto score = torch::sigmoid(readout(next)).detach();
    it->second = next;  // WARN: recurrent-state
    return score.item<float>();
  }

  void disconnect(int camera) { states_.erase(camera); }

 protected:
  virtual torch::Tensor initial_state() const = 0;
  virtual torch::Tensor advance(const torch::Tensor& x, const torch::Tensor& state) = 0;
  virtual torch::Tensor readout(const torch::Tensor& state) = 0;

  virtual torch::Tensor preprocess(const torch::Tensor& frame) {
    auto f = frame.to(torch::kFloat) / 255.0;
    return torch::adaptive_avg_pool2d(f, {8, 8}).flatten(1);
  }

 private:
  std::map<int, torch::Tensor> states_;
};

class GruAnomalyProcessor : public StreamProcessor {
 public:
  explicit GruAnomalyProcessor(int64_t hidden)
      : hidden_(hidden),
        project_(3 * 8 * 8, 128),
        cell_(torch::nn::GRUCellOptions(128, hidden)),
        head_(hidden, 1) {
    project_->eval();
    cell_->eval();
    head_->eval();
  }

 protected:
  torch::Tensor initial_state() const override { return torch::zeros({1, hidden_}); }

  torch::Tensor advance(const torch::Tensor& x, const torch::Tensor& state) override {
    return cell_->forward(torch::relu(project_(x)), state);
  }

  torch::Tensor readout(const torch::Tensor& state) override { return head_(state); }

 private:
  int64_t hidden_;
  torch::nn::Linear project_;
  torch::nn::GRUCell cell_;
  torch::nn::Linear head_;
};

torch::Tensor grab(int /*camera*/) {
  return torch::randint(0, 256, {1, 3, 120, 160}, torch::kUInt8);
}

int main() {
  std::signal(SIGINT, [](int) { g_running = false; });
  constexpr int kCameras = 4;
  std::unique_ptr<StreamProcessor> processor = std::make_unique<GruAnomalyProcessor>(256);

  while (g_running) {
    for (int cam = 0; cam < kCameras; ++cam) {
      const float p = processor->process(cam, grab(cam));
      if (p > 0.9f) std::cout << "camera " << cam << ": anomaly " << p << '\n';
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
  }
  for (int cam = 0; cam < kCameras; ++cam) processor->disconnect(cam);
  return 0;
}
