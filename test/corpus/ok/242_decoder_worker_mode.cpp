#include <torch/torch.h>
#include <atomic>
#include <cmath>
#include <iostream>
#include <thread>

// A decoder with a window of keys. Its thread is in inference mode from start to end.
class Worker {
 public:
  virtual ~Worker() = default;
  void start() { thread_ = std::thread(&Worker::main, this); }
  void stop() {
    running_ = false;
    thread_.join();
  }

 protected:
  virtual void work() = 0;

 private:
  void main() {
    torch::InferenceMode inference;
    while (running_) work();
  }
  std::atomic<bool> running_{true};
  std::thread thread_;
};

class Decoder : public Worker {
 protected:
  void work() override {
    auto x = tokens_(torch::tensor({token_}));
    remember(project_(x));
    auto weights = torch::softmax(x.mm(window_.t()) / std::sqrt(64.0), 1);
    token_ = head_(weights.mm(window_)).argmax(1).item<int64_t>();
    if (++count_ % 10000 == 0) std::cout << token_ << std::endl;
  }

 private:
  void remember(const torch::Tensor& key) {
    window_ = window_.defined() ? torch::cat({window_, key}) : key;
    if (window_.size(0) > 128) window_ = window_.slice(0, window_.size(0) - 128).clone();
  }

  torch::nn::Embedding tokens_{1000, 64};
  torch::nn::Linear project_{64, 64}, head_{64, 1000};
  torch::Tensor window_;
  int64_t token_ = 1, count_ = 0;
};

int main() {
  Decoder decoder;
  decoder.start();
  std::cin.get();
  decoder.stop();
}
