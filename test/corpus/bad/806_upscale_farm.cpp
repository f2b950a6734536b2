#include <torch/torch.h>

#include <condition_variable>
#include <iostream>
#include <map>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

template <class T>
class Channel {
 public:
  explicit Channel(size_t cap) : cap_(cap) {}

  void send(T v) {
    std::unique_lock<std::mutex> lk(m_);
    cv_.wait(lk, [&] { return q_.size() < cap_; });
    q_.push(std::move(v));
    cv_.notify_all();
  }
  bool receive(T& out) {
    std::unique_lock<std::mutex> lk(m_);
    cv_.wait(lk, [&] { return closed_ || !q_.empty(); });
    if (q_.empty()) return false;
    out = std::move(q_.front());
    q_.pop();
    cv_.notify_all();
    return true;
  }
  void close() {
    std::lock_guard<std::mutex> lk(m_);
    closed_ = true;
    cv_.notify_all();
  }

 private:
  std::mutex m_;
  std::condition_variable cv_;
  std::queue<T> q_;
  size_t cap_;
  bool closed_ = false;
};

struct Job {
  uint64_t id = 0;
  torch::Tensor image;
};

torch::nn::Sequential make_generator() {
  using namespace torch::nn;
  return Sequential(Conv2d(Conv2dOptions(3, 32, 3).padding(1)), PReLU(), Conv2d(Conv2dOptions(32, 32, 3).padding(1)),
                    PReLU(), Conv2d(Conv2dOptions(32, 12, 3).padding(1)), PixelShuffle(2));
}

class UpscaleFarm {
 public:
  explicit UpscaleFarm(unsigned workers) : jobs_(64), net_(make_generator()) {
    net_->eval();
    torch::NoGradGuard no_grad;
    net_->forward(torch::zeros({1, 3, 16, 16}));
    for (unsigned i = 0; i < workers; ++i) threads_.emplace_back([this] { drain(); });
  }

  ~UpscaleFarm() {
    jobs_.close();
    for (auto& t : threads_) t.join();
  }

  void submit(Job j) { jobs_.send(std::move(j)); }

  size_t finished() const {
    std::lock_guard<std::mutex> lk(m_);
    return album_.size();
  }

  torch::Tensor thumbnail(uint64_t id) const {
    std::lock_guard<std::mutex> lk(m_);
    auto it = album_.find(id);
    return it == album_.end() ? torch::Tensor() : it->second.mean(0);
  }

 private:
  void drain() {
    Job job;
    while (jobs_.receive(job)) {
      auto sharp = net_->forward(job.image.unsqueeze(0)).clamp(0, 1);
      std::lock_guard<std::mutex> lk(m_);
      album_[job.id] = sharp.squeeze(0);  // WARN: ineffective-guard
    }
  }

  Channel<Job> jobs_;
  torch::nn::Sequential net_;
  std::vector<std::thread> threads_;
  mutable std::mutex m_;
  std::map<uint64_t, torch::Tensor> album_;
};

int main() {
  torch::NoGradGuard inference;
  UpscaleFarm farm(3);
  for (uint64_t id = 1;; ++id) {
    farm.submit({id, torch::rand({3, 64, 64})});
    if (id % 256 == 0) {
      auto t = farm.thumbnail(id / 2);
      std::cout << farm.finished() << " done, brightness " << (t.defined() ? t.mean().item<float>() : 0.f) << "\n";
    }
  }
}
