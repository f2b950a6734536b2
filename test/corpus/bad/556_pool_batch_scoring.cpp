#include <torch/torch.h>
#include <condition_variable>
#include <functional>
#include <future>
#include <iostream>
#include <mutex>
#include <queue>
#include <thread>
#include <type_traits>
#include <vector>

class ThreadPool {
 public:
  explicit ThreadPool(unsigned n) {
    for (unsigned i = 0; i < n; ++i) threads_.emplace_back([this] { work(); });
  }
  ~ThreadPool() {
    {
      std::lock_guard lk(m_);
      stop_ = true;
    }
    cv_.notify_all();
    for (auto& t : threads_) t.join();
  }
  template <class Fn>
  auto submit(Fn fn) -> std::future<std::invoke_result_t<Fn>> {
    using R = std::invoke_result_t<Fn>;
    auto task = std::make_shared<std::packaged_task<R()>>(std::move(fn));
    auto fut = task->get_future();
    {
      std::lock_guard lk(m_);
      q_.emplace([task] { (*task)(); });
    }
    cv_.notify_one();
    return fut;
  }

 private:
  void work() {
    for (;;) {
      std::function<void()> job;
      {
        std::unique_lock lk(m_);
        cv_.wait(lk, [this] { return stop_ || !q_.empty(); });
        if (stop_ && q_.empty()) return;
        job = std::move(q_.front());
        q_.pop();
      }
      job();
    }
  }
  std::mutex m_;
  std::condition_variable cv_;
  std::queue<std::function<void()>> q_;
  std::vector<std::thread> threads_;
  bool stop_ = false;
};

struct Archive {
  std::vector<torch::Tensor> pages;
  void store(torch::Tensor t) { pages.push_back(std::move(t)); }  // FN: ineffective-guard
};

int main() {
  torch::NoGradGuard no_grad;
  torch::nn::Sequential net(torch::nn::Linear(100, 300), torch::nn::ReLU(), torch::nn::Linear(300, 8));
  net->eval();
  Archive archive;
  ThreadPool pool(4);

  for (int batch = 0;; ++batch) {
    std::vector<std::future<torch::Tensor>> pending;
    for (int shard = 0; shard < 8; ++shard) {
      auto x = torch::randn({32, 100});
      pending.push_back(pool.submit([&net, x] { return net->forward(x); }));
    }
    for (auto& f : pending) archive.store(f.get());
    if (batch % 10 == 0) std::cout << "batch " << batch << " archived " << archive.pages.size() << std::endl;
  }
}
