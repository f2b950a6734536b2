// Thumbnails are embedded by worker threads; main keeps one row per shelf position.
#include <torch/torch.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

class WorkerPool {
 public:
  using Task = std::packaged_task<torch::Tensor()>;

  explicit WorkerPool(size_t n) {
    for (size_t i = 0; i < n; ++i) threads_.emplace_back(&WorkerPool::loop, this);
  }

  ~WorkerPool() {
    {
      std::lock_guard<std::mutex> lk(m_);
      closing_ = true;
    }
    cv_.notify_all();
    for (auto& t : threads_) t.join();
  }

  std::future<torch::Tensor> submit(std::function<torch::Tensor()> fn) {
    Task task(std::move(fn));
    auto fut = task.get_future();
    {
      std::lock_guard<std::mutex> lk(m_);
      tasks_.push_back(std::move(task));
    }
    cv_.notify_one();
    return fut;
  }

 private:
  void loop() {
    torch::NoGradGuard no_grad;
    for (;;) {
      Task task;
      {
        std::unique_lock<std::mutex> lk(m_);
        cv_.wait(lk, [this] { return closing_ || !tasks_.empty(); });
        if (tasks_.empty()) return;
        task = std::move(tasks_.front());
        tasks_.pop_front();
      }
      task();
    }
  }

  std::mutex m_;
  std::condition_variable cv_;
  std::deque<Task> tasks_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

struct ThumbNetImpl : torch::nn::Module {
  ThumbNetImpl() {
    conv = register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 32, 5).stride(4)));
    fc = register_module("fc", torch::nn::Linear(32, 64));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    return fc->forward(torch::relu(conv->forward(x)).mean({2, 3}));
  }
  torch::nn::Conv2d conv{nullptr};
  torch::nn::Linear fc{nullptr};
};
TORCH_MODULE(ThumbNet);

int main(int argc, char** argv) {
  const int64_t shelves = argc > 1 ? std::stoll(argv[1]) : 64;
  ThumbNet net;
  net->eval();

  std::vector<torch::Tensor> shelf(static_cast<size_t>(shelves));
  torch::Tensor drift = torch::zeros({64});
  WorkerPool pool(3);

  for (int64_t scan = 0;; ++scan) {
    std::vector<std::future<torch::Tensor>> rows;
    for (int64_t s = 0; s < shelves; ++s) {
      rows.push_back(pool.submit([net]() mutable { return net->forward(torch::rand({1, 3, 64, 64})); }));
    }
    for (size_t s = 0; s < rows.size(); ++s) {
      auto row = rows[s].get().squeeze(0);
      if (shelf[s].defined()) {
        drift = drift + (row - shelf[s]);
      }
      shelf[s] = row;
    }
    if (scan % 100 == 0) {
      std::cout << "scan " << scan << " drift " << drift.norm().item<float>() << '\n';
    }
  }
}
