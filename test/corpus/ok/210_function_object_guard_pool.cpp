#include <torch/torch.h>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>

class TaskPool {
 public:
  TaskPool() : worker_([this] { work(); }) {}
  ~TaskPool() {
    submit(nullptr);
    worker_.join();
  }
  void submit(std::function<void()> task) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      tasks_.push(std::move(task));
    }
    ready_.notify_one();
  }

 private:
  void work() {
    for (;;) {
      std::unique_lock<std::mutex> lock(mutex_);
      ready_.wait(lock, [this] { return !tasks_.empty(); });
      auto task = std::move(tasks_.front());
      tasks_.pop();
      lock.unlock();
      if (!task) return;
      task();
    }
  }
  std::mutex mutex_;
  std::condition_variable ready_;
  std::queue<std::function<void()>> tasks_;
  std::thread worker_;
};

struct Results {
  std::mutex mutex;
  std::map<int64_t, torch::Tensor> latest;  // By camera.
};

// A job that can be called, and runs without gradients wherever that is.
struct Embed {
  void operator()() const {
    torch::NoGradGuard guard;
    store(net->forward(image));
  }
  void store(const torch::Tensor& embedding) const {
    std::lock_guard<std::mutex> lock(results.mutex);
    auto& latest = results.latest[camera];
    latest = latest.defined() ? 0.5 * latest + 0.5 * embedding : embedding;
  }
  std::shared_ptr<torch::nn::SequentialImpl> net;
  Results& results;
  int64_t camera;
  torch::Tensor image;
};

int main() {
  torch::nn::Sequential net(torch::nn::Flatten(), torch::nn::Linear(3 * 16 * 16, 32), torch::nn::Tanh());
  Results results;
  TaskPool pool;
  for (int64_t i = 0; i < 10000000; ++i) {
    pool.submit(Embed{net.ptr(), results, i % 4, torch::rand({1, 3, 16, 16})});
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (i % 1000 == 0) std::cout << i << "\n";
  }
}
