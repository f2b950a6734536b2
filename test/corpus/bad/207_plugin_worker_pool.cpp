#include <torch/torch.h>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

class Executor {
 public:
  Executor() : thread_([this] { run(); }) {}
  ~Executor() { thread_.join(); }
  void post(std::function<void()> job) {
    std::lock_guard<std::mutex> lock(mutex_);
    jobs_.push(std::move(job));
    ready_.notify_one();
  }

 private:
  void run() {
    for (;;) {
      std::unique_lock<std::mutex> lock(mutex_);
      ready_.wait(lock, [this] { return !jobs_.empty(); });
      auto job = std::move(jobs_.front());
      jobs_.pop();
      lock.unlock();
      job();
    }
  }
  std::mutex mutex_;
  std::condition_variable ready_;
  std::queue<std::function<void()>> jobs_;
  std::thread thread_;
};

class Indexer {
 public:
  void add(torch::Tensor image) {
    torch::InferenceMode guard;
    executor_.post([this, image] {
      auto vec = net_->forward(image).flatten(1);
      std::lock_guard<std::mutex> lock(mutex_);
      index_.push_back(vec);  // WARN: ineffective-guard
    });
  }

 private:
  torch::nn::Sequential net_{torch::nn::Conv2d(3, 8, 3), torch::nn::ReLU(), torch::nn::AdaptiveAvgPool2d(4)};
  std::mutex mutex_;
  std::vector<torch::Tensor> index_;
  Executor executor_;
};

int main() {
  Indexer indexer;
  for (int i = 0; i < 100000; ++i) indexer.add(torch::rand({1, 3, 64, 64}));
}
