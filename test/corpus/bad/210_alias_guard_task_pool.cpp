#include <torch/torch.h>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <iostream>
#include <map>
#include <mutex>
#include <queue>
#include <thread>

using Quiet = torch::NoGradGuard;

// Runs what it is given on one thread of its own, in order.
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

class Translator {
 public:
  void translate(int64_t request, torch::Tensor tokens) {
    Quiet quiet;
    pool_.submit([this, request, tokens] {
      auto encoded = encoder_->forward(tokens);
      std::lock_guard<std::mutex> lock(mutex_);
      encodings_[request] = encoded.mean(1);  // WARN: ineffective-guard
    });
  }
  size_t size() {
    std::lock_guard<std::mutex> lock(mutex_);
    return encodings_.size();
  }

 private:
  torch::nn::Sequential encoder_{torch::nn::Embedding(1000, 32), torch::nn::Linear(32, 32), torch::nn::ReLU()};
  std::mutex mutex_;
  std::map<int64_t, torch::Tensor> encodings_;
  TaskPool pool_;
};

int main() {
  Translator translator;
  for (int64_t request = 0; request < 10000000; ++request) {
    translator.translate(request, torch::randint(0, 1000, {1, 16}));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (request % 1000 == 0) std::cout << translator.size() << "\n";
  }
}
