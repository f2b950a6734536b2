// Inference pool: bounded queue, each worker keeps running output statistics.
#include <torch/torch.h>

#include <atomic>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

namespace pool {

struct Request {
  uint64_t id = 0;
  torch::Tensor input;
};

class RequestQueue {
 public:
  explicit RequestQueue(size_t limit) : limit_(limit) {}

  void put(Request r) {
    std::unique_lock<std::mutex> lock(mutex_);
    spaceFree_.wait(lock, [this] { return queue_.size() < limit_; });
    queue_.push(std::move(r));
    itemReady_.notify_one();
  }

  bool take(Request& r) {
    std::unique_lock<std::mutex> lock(mutex_);
    itemReady_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
    if (queue_.empty()) return false;
    r = std::move(queue_.front());
    queue_.pop();
    spaceFree_.notify_one();
    return true;
  }

  void stop() {
    std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    itemReady_.notify_all();
  }

 private:
  const size_t limit_;
  std::mutex mutex_;
  std::condition_variable itemReady_, spaceFree_;
  std::queue<Request> queue_;
  bool stopped_ = false;
};

class OutputStats {
 public:
  explicit OutputStats(int64_t dim) : sum_(torch::zeros({dim})), squares_(torch::zeros({dim})) {}

  void add(const torch::Tensor& out) {
    std::lock_guard<std::mutex> lock(mutex_);
    sum_ += out.sum(0);
    squares_ += out.pow(2).sum(0);
    rows_ += out.size(0);
  }

  double meanStd() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (rows_ == 0) return 0.0;
    auto mean = sum_ / double(rows_);
    return (squares_ / double(rows_) - mean.pow(2)).clamp_min(0).sqrt().mean().item<double>();
  }

 private:
  std::mutex mutex_;
  torch::Tensor sum_, squares_;
  int64_t rows_ = 0;
};

class InferencePool {
 public:
  InferencePool(torch::nn::Sequential net, int64_t outDim, int workers)
      : net_(std::move(net)), queue_(64), stats_(outDim) {
    net_->eval();
    for (int i = 0; i < workers; ++i) {
      threads_.emplace_back([this] { run(); });
    }
  }

  ~InferencePool() {
    queue_.stop();
    for (auto& t : threads_) t.join();
  }

  void submit(Request r) { queue_.put(std::move(r)); }
  uint64_t served() const { return served_.load(); }
  OutputStats& stats() { return stats_; }

 private:
  void run() {
    torch::NoGradGuard noGrad;
    Request r;
    while (queue_.take(r)) {
      serve(r);
    }
  }

  void serve(const Request& r) {
    auto out = net_->forward(r.input);
    stats_.add(out);
    ++served_;
  }

  torch::nn::Sequential net_;
  RequestQueue queue_;
  OutputStats stats_;
  std::atomic<uint64_t> served_{0};
  std::vector<std::thread> threads_;
};

}  // namespace pool

int main() {
  torch::nn::Sequential net(torch::nn::Linear(100, 400), torch::nn::ReLU(), torch::nn::Linear(400, 30));
  pool::InferencePool p(net, 30, 2);
  for (uint64_t id = 0; id < 20000000; ++id) {
    p.submit({id, torch::randn({16, 100})});
    if (id % 2000 == 0) std::cout << p.served() << " served, std " << p.stats().meanStd() << std::endl;
  }
}
