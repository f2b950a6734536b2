#include <torch/torch.h>

#include <atomic>
#include <condition_variable>
#include <iostream>
#include <map>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

struct Frame {
  int camera;
  torch::Tensor image;
};

class FrameQueue {
 public:
  void push(Frame f) {
    std::unique_lock<std::mutex> lk(m_);
    room_.wait(lk, [&] { return q_.size() < 16; });
    q_.push(std::move(f));
    data_.notify_one();
  }
  bool pop(Frame& f) {
    std::unique_lock<std::mutex> lk(m_);
    data_.wait(lk, [&] { return closed_ || !q_.empty(); });
    if (q_.empty()) return false;
    f = std::move(q_.front());
    q_.pop();
    room_.notify_one();
    return true;
  }
  void close() {
    std::lock_guard<std::mutex> lk(m_);
    closed_ = true;
    data_.notify_all();
  }

 private:
  std::mutex m_;
  std::condition_variable data_, room_;
  std::queue<Frame> q_;
  bool closed_ = false;
};

struct ReIdImpl : torch::nn::Module {
  ReIdImpl()
      : conv(register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 24, 5).stride(3)))),
        fc(register_module("fc", torch::nn::Linear(24, 64))) {}
  torch::Tensor forward(torch::Tensor x) {
    auto h = torch::relu(conv(x)).mean({2, 3});
    return torch::nn::functional::normalize(fc(h));
  }
  torch::nn::Conv2d conv;
  torch::nn::Linear fc;
};
TORCH_MODULE(ReId);

class TrackingService {
 public:
  TrackingService() { net_->eval(); }
  ~TrackingService() { stop(); }

  void start() {
    torch::NoGradGuard no_grad;
    worker_ = std::thread([this] { work(); });
  }
  void stop() {
    queue_.close();
    if (worker_.joinable()) worker_.join();
  }
  void submit(Frame f) { queue_.push(std::move(f)); }
  long handled() const { return handled_; }

 private:
  void work() {
    Frame f;
    while (queue_.pop(f)) {
      auto feature = net_(f.image.unsqueeze(0)).squeeze(0);
      auto& seen = sightings_[f.camera];
      bool known = !seen.empty() && (seen.back() * feature).sum().item<float>() > 0.999f;
      if (!known) seen.push_back(feature);  // WARN: ineffective-guard
      ++handled_;
    }
  }

  ReId net_;
  FrameQueue queue_;
  std::map<int, std::vector<torch::Tensor>> sightings_;
  std::atomic<long> handled_{0};
  std::thread worker_;
};

int main() {
  TrackingService service;
  service.start();
  for (long n = 0;; ++n) {
    service.submit({static_cast<int>(n % 4), torch::rand({3, 96, 96}) * (0.1 + 0.9 * torch::rand({3, 1, 1}))});
    if (n % 1000 == 0) std::cout << service.handled() << " frames" << std::endl;
  }
}
