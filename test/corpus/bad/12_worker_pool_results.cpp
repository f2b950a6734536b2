#include <torch/script.h>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

class Pool {
 public:
  explicit Pool(int n) {
    for (int i = 0; i < n; ++i)
      threads_.emplace_back([this] {
        run();
      });
  }
  ~Pool() {
    {
      std::lock_guard<std::mutex> l(m_);
      stop_ = true;
    }
    cv_.notify_all();
    for (auto& t : threads_)
      t.join();
  }
  void submit(std::function<void()> f) {
    {
      std::lock_guard<std::mutex> l(m_);
      tasks_.push_back(std::move(f));
    }
    cv_.notify_one();
  }

 private:
  void run() {
    for (;;) {
      std::function<void()> f;
      {
        std::unique_lock<std::mutex> l(m_);
        cv_.wait(l, [this] {
          return stop_ || !tasks_.empty();
        });
        if (stop_ && tasks_.empty())
          return;
        f = std::move(tasks_.front());
        tasks_.pop_front();
      }
      f();
    }
  }
  std::vector<std::thread> threads_;
  std::deque<std::function<void()>> tasks_;
  std::mutex m_;
  std::condition_variable cv_;
  bool stop_ = false;
};

class BatchScorer {
 public:
  explicit BatchScorer(const std::string& path) : module_(torch::jit::load(path)), pool_(4) {
    module_.eval();
  }
  void score(torch::Tensor batch) {
    torch::NoGradGuard no_grad;
    pool_.submit([this, batch] {
      auto out = module_.forward({batch}).toTensor();
      std::lock_guard<std::mutex> l(lock_);
      scores_.push_back(out);  // WARN: ineffective-guard
    });
  }

 private:
  torch::jit::Module module_;
  std::mutex lock_;
  std::vector<torch::Tensor> scores_;
  Pool pool_;
};
