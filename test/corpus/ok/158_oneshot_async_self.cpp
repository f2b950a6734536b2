#include <torch/torch.h>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>

class Executor {
 public:
  Executor() : t_([this] { run(); }) {}
  ~Executor() {
    post(nullptr);
    t_.join();
  }
  void post(std::function<void()> f) {
    std::lock_guard<std::mutex> l(m_);
    q_.push(std::move(f));
    cv_.notify_one();
  }

 private:
  void run() {
    for (;;) {
      std::function<void()> f;
      {
        std::unique_lock<std::mutex> l(m_);
        cv_.wait(l, [this] { return !q_.empty(); });
        f = std::move(q_.front());
        q_.pop();
      }
      if (!f) return;
      f();
    }
  }
  std::mutex m_;
  std::condition_variable cv_;
  std::queue<std::function<void()>> q_;
  std::thread t_;
};

class Job : public std::enable_shared_from_this<Job> {
 public:
  Job(Executor& ex, torch::nn::Sequential net, torch::Tensor x) : ex_(ex), net_(net), x_(std::move(x)) {}
  void start() {
    ex_.post([self = shared_from_this()] { self->work(); });
  }

 private:
  void work() {
    torch::NoGradGuard g;
    y_ = net_->forward(x_);
    std::printf("%f\n", y_.sum().item<double>());
  }
  Executor& ex_;
  torch::nn::Sequential net_;
  torch::Tensor x_, y_;
};

int main() {
  Executor ex;
  torch::nn::Sequential net(torch::nn::Linear(10, 10), torch::nn::ReLU());
  for (int i = 0; i < 1000; ++i) std::make_shared<Job>(ex, net, torch::randn({4, 10}))->start();
}
