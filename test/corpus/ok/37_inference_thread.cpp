#include <torch/script.h>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <queue>
#include <thread>
#include <utility>

class InferenceThread {
 public:
  explicit InferenceThread(const std::string& path) : module_(torch::jit::load(path)), thread_([this] {
                                                        loop();
                                                      }) {
  }
  ~InferenceThread() {
    stop_ = true;
    wake_.notify_all();
    thread_.join();
  }
  void push(torch::Tensor x) {
    {
      std::lock_guard<std::mutex> l(lock_);
      in_.push(std::move(x));
    }
    wake_.notify_one();
  }
  bool poll(torch::Tensor& y) {
    std::lock_guard<std::mutex> l(lock_);
    if (out_.empty())
      return false;
    y = out_.front();
    out_.pop();
    return true;
  }

 private:
  void loop() {
    module_.eval();
    while (!stop_) {
      torch::Tensor x;
      {
        std::unique_lock<std::mutex> l(lock_);
        wake_.wait(l, [this] {
          return stop_ || !in_.empty();
        });
        if (stop_)
          return;
        x = in_.front();
        in_.pop();
      }
      auto y = infer(x);
      std::lock_guard<std::mutex> l(lock_);
      out_.push(y);
    }
  }
  torch::Tensor infer(const torch::Tensor& x) {
    return module_.forward({x}).toTensor();
  }
  torch::jit::Module module_;
  std::mutex lock_;
  std::condition_variable wake_;
  std::queue<torch::Tensor> in_, out_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};
