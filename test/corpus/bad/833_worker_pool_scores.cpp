#include <torch/torch.h>

#include <condition_variable>
#include <deque>
#include <iostream>
#include <mutex>
#include <thread>
#include <vector>

struct Job {
  int64_t id;
  torch::Tensor input;
};

struct Scored {
  int64_t id;
  torch::Tensor scores;
};

class Runtime {
 public:
  explicit Runtime(int workers)
      : net_(torch::nn::Linear(128, 256), torch::nn::Tanh(), torch::nn::Linear(256, 256),
             torch::nn::Tanh(), torch::nn::Linear(256, 8)) {
    net_->eval();
    for (int i = 0; i < workers; ++i) threads_.emplace_back(&Runtime::work, this);
  }

  ~Runtime() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      closed_ = true;
    }
    not_empty_.notify_all();
    for (auto& t : threads_) t.join();
  }

  void submit(Job job) {
    std::unique_lock<std::mutex> lock(mutex_);
    not_full_.wait(lock, [this] { return pending_.size() < kMaxPending; });
    pending_.push_back(std::move(job));
    not_empty_.notify_one();
  }

  size_t finished() {
    std::lock_guard<std::mutex> lock(mutex_);
    return finished_.size();
  }

  float best() {
    std::lock_guard<std::mutex> lock(mutex_);
    return finished_.empty() ? 0.f : finished_.back().scores.max().item<float>();
  }

 private:
  static constexpr size_t kMaxPending = 64;

  void work() {
    for (;;) {
      Job job;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        not_empty_.wait(lock, [this] { return closed_ || !pending_.empty(); });
        if (pending_.empty()) return;
        job = std::move(pending_.front());
        pending_.pop_front();
        not_full_.notify_one();
      }
      auto scores = torch::softmax(net_->forward(job.input), 1);
      std::lock_guard<std::mutex> lock(mutex_);
      finished_.push_back({job.id, scores});  // WARN: ineffective-guard
    }
  }

  torch::NoGradGuard no_grad_;
  torch::nn::Sequential net_;
  std::mutex mutex_;
  std::condition_variable not_empty_, not_full_;
  std::deque<Job> pending_;
  std::vector<Scored> finished_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

int main() {
  Runtime runtime(4);
  for (int64_t id = 0; id < 50'000'000; ++id) {
    runtime.submit({id, torch::randn({16, 128})});
    if (id % 5000 == 0)
      std::cout << "submitted " << id << ", finished " << runtime.finished() << ", last best "
                << runtime.best() << '\n';
  }
}
