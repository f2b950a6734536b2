#include <torch/torch.h>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

class Executor {
 public:
  using Job = std::function<void()>;
  using WorkerBody = std::function<void(const std::function<void()>& loop)>;

  Executor(unsigned n, WorkerBody body) {
    for (unsigned i = 0; i < n; ++i)
      threads_.emplace_back([this, body] { body([this] { drain(); }); });
  }
  ~Executor() {
    {
      std::lock_guard lk(m_);
      done_ = true;
    }
    cv_.notify_all();
    for (auto& t : threads_) t.join();
  }
  void post(Job j) {
    {
      std::lock_guard lk(m_);
      jobs_.push_back(std::move(j));
    }
    cv_.notify_one();
  }

 private:
  void drain() {
    while (true) {
      std::unique_lock lk(m_);
      cv_.wait(lk, [&] { return done_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      lk.unlock();
      job();
    }
  }
  std::mutex m_;
  std::condition_variable cv_;
  std::deque<Job> jobs_;
  std::vector<std::thread> threads_;
  bool done_ = false;
};

class Catalogue {
 public:
  void put(int64_t item, torch::Tensor e) {
    std::lock_guard lk(m_);
    vectors_[item % 4096] = std::move(e);
    history_.push_back(vectors_[item % 4096]);
    if (history_.size() > 10000) history_.pop_front();
  }
  std::size_t size() {
    std::lock_guard lk(m_);
    return vectors_.size();
  }

 private:
  std::mutex m_;
  std::map<int64_t, torch::Tensor> vectors_;
  std::deque<torch::Tensor> history_;
};

int main() {
  torch::nn::Sequential tower(torch::nn::Linear(48, 192), torch::nn::ReLU(), torch::nn::Linear(192, 32));
  tower->eval();
  Catalogue catalogue;
  Executor pool(3, [](const auto& loop) {
    torch::NoGradGuard quiet;
    loop();
  });

  for (int64_t base = 0;; base += 64) {
    std::promise<void> all;
    auto left = std::make_shared<std::atomic<int>>(64);
    for (int64_t i = 0; i < 64; ++i)
      pool.post([&, left, item = base + i] {
        auto x = torch::randn({48});
        catalogue.put(item, tower->forward(x));
        if (--*left == 0) all.set_value();
      });
    all.get_future().wait();
    if (base % 6400 == 0) std::cout << "items " << catalogue.size() << std::endl;
  }
}
