#include <torch/torch.h>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <iostream>
#include <mutex>
#include <queue>
#include <thread>
#include <unordered_map>
#include <vector>

// Threads that run what they are given, none of which needs gradients.
class InferencePool {
 public:
  explicit InferencePool(int threads) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back(&InferencePool::serve, this);
  }
  ~InferencePool() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stop_ = true;
    }
    ready_.notify_all();
    for (auto& thread : threads_) thread.join();
  }
  template <typename Callable>
  auto submit(Callable callable) -> std::future<decltype(callable())> {
    auto task = std::make_shared<std::packaged_task<decltype(callable())()>>(std::move(callable));
    auto result = task->get_future();
    {
      std::lock_guard<std::mutex> lock(mutex_);
      queue_.push([task] { (*task)(); });
    }
    ready_.notify_one();
    return result;
  }

 private:
  void serve() {
    torch::NoGradGuard guard;
    while (true) {
      std::function<void()> task;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        ready_.wait(lock, [this] { return stop_ || !queue_.empty(); });
        if (queue_.empty()) return;
        task = std::move(queue_.front());
        queue_.pop();
      }
      task();
    }
  }
  std::mutex mutex_;
  std::condition_variable ready_;
  std::queue<std::function<void()>> queue_;
  std::vector<std::thread> threads_;
  bool stop_ = false;
};

class Restorer {
 public:
  void restore(int64_t stream, const torch::Tensor& samples) {
    auto result = pool_.submit([this, samples] { return samples + net_->forward(samples); });
    auto clean = result.get();
    auto& level = levels_[stream];
    level = level.defined() ? 0.9 * level + 0.1 * clean.pow(2).mean() : clean.pow(2).mean();
    tails_[stream] = clean.slice(2, -16);
  }
  float level(int64_t stream) { return levels_[stream].item<float>(); }

 private:
  torch::nn::Sequential net_{torch::nn::Conv1d(torch::nn::Conv1dOptions(1, 8, 9).padding(4)), torch::nn::ReLU(),
                             torch::nn::Conv1d(torch::nn::Conv1dOptions(8, 1, 9).padding(4))};
  std::unordered_map<int64_t, torch::Tensor> levels_, tails_;
  InferencePool pool_{1};
};

int main() {
  Restorer restorer;
  for (int64_t i = 0; i < 10000000; ++i) {
    restorer.restore(i % 3, torch::randn({1, 1, 256}));
    if (i % 3000 == 0) std::cout << restorer.level(i % 3) << "\n";
  }
}
