#include <torch/torch.h>

#include <condition_variable>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>
#include <unordered_map>

// All model work runs on this one thread.
class ModelExecutor {
 public:
  ModelExecutor() : thread_([this] { loop(); }) {}
  ~ModelExecutor() {
    post(nullptr);
    thread_.join();
  }

  template <class Fn>
  auto submit(Fn fn) -> std::future<decltype(fn())> {
    auto task = std::make_shared<std::packaged_task<decltype(fn())()>>(std::move(fn));
    auto result = task->get_future();
    post([task] { (*task)(); });
    return result;
  }

 private:
  void post(std::function<void()> f) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      queue_.push(std::move(f));
    }
    ready_.notify_one();
  }

  void loop() {
    torch::NoGradGuard no_grad;
    for (;;) {
      std::function<void()> f;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        ready_.wait(lock, [this] { return !queue_.empty(); });
        f = std::move(queue_.front());
        queue_.pop();
      }
      if (!f) return;
      f();
    }
  }

  std::mutex mutex_;
  std::condition_variable ready_;
  std::queue<std::function<void()>> queue_;
  std::thread thread_;
};

class DialogModel {
 public:
  DialogModel() : embed_(1000, 64), cell_(torch::nn::GRUCellOptions(64, 192)), vocab_(192, 1000) {}

  int64_t reply(int session, int64_t token) {
    auto& h = hidden_[session];
    if (!h.defined()) h = torch::zeros({1, 192});
    h = cell_->forward(embed_(torch::tensor({token})), h);
    return vocab_(h).argmax(1).item<int64_t>();
  }

 private:
  torch::nn::Embedding embed_;
  torch::nn::GRUCell cell_;
  torch::nn::Linear vocab_;
  std::unordered_map<int, torch::Tensor> hidden_;
};

int main() {
  DialogModel model;
  ModelExecutor executor;
  constexpr int kSeats = 12;

  int64_t token = 1;
  for (long n = 0;; ++n) {
    const int seat = static_cast<int>(n % kSeats);
    auto answer = executor.submit([&model, seat, token] { return model.reply(seat, token); });
    token = answer.get();
    if (n % 10000 == 0) std::cout << "turn " << n << " token " << token << '\n';
  }
}
