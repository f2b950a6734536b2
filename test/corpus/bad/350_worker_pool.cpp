#include <torch/torch.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <iostream>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

class ThreadPool {
 public:
  explicit ThreadPool(unsigned n) {
    for (unsigned i = 0; i < n; ++i) workers_.emplace_back([this] { loop(); });
  }
  ~ThreadPool() {
    {
      std::lock_guard<std::mutex> lk(m_);
      stop_ = true;
    }
    cv_.notify_all();
    for (auto& w : workers_) w.join();
  }
  void submit(std::function<void()> job) {
    std::unique_lock<std::mutex> lk(m_);
    room_.wait(lk, [this] { return jobs_.size() < 64; });
    jobs_.push(std::move(job));
    cv_.notify_one();
  }

 private:
  void loop() {
    for (;;) {
      std::function<void()> job;
      {
        std::unique_lock<std::mutex> lk(m_);
        cv_.wait(lk, [this] { return stop_ || !jobs_.empty(); });
        if (stop_ && jobs_.empty()) return;
        job = std::move(jobs_.front());
        jobs_.pop();
      }
      room_.notify_one();
      job();
    }
  }

  std::mutex m_;
  std::condition_variable cv_, room_;
  std::queue<std::function<void()>> jobs_;
  std::vector<std::thread> workers_;
  bool stop_ = false;
};

class ScoreBoard {
 public:
  void add(torch::Tensor t) {
    std::lock_guard<std::mutex> lk(m_);
    scores_.push_back(std::move(t));  // WARN: ineffective-guard
  }
  double meanOfLast(std::size_t n) {
    std::lock_guard<std::mutex> lk(m_);
    double s = 0;
    std::size_t k = 0;
    for (auto it = scores_.rbegin(); it != scores_.rend() && k < n; ++it, ++k) s += it->item<double>();
    return k ? s / k : 0.0;
  }

 private:
  std::mutex m_;
  std::vector<torch::Tensor> scores_;
};

int main() {
  auto ranker = torch::nn::Sequential(torch::nn::Linear(300, 512), torch::nn::ReLU(),
                                      torch::nn::Linear(512, 1), torch::nn::Sigmoid());
  ranker->eval();
  torch::NoGradGuard inference_only;

  ScoreBoard board;
  ThreadPool pool(2);
  for (long doc = 0;; ++doc) {
    auto features = torch::randn({16, 300});
    pool.submit([features, &ranker, &board] {
      auto s = ranker->forward(features);
      board.add(s.max());
    });
    if (doc % 5000 == 0) std::cout << doc << ": " << board.meanOfLast(100) << std::endl;
  }
}
