#include <torch/torch.h>

#include <condition_variable>
#include <deque>
#include <iostream>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace {

struct Job {
  int64_t ticket;
  torch::Tensor audio;
};

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t limit) : limit_(limit) {}

  void push(T item) {
    std::unique_lock<std::mutex> lock(m_);
    room_.wait(lock, [&] { return items_.size() < limit_ || closed_; });
    if (closed_) return;
    items_.push_back(std::move(item));
    ready_.notify_one();
  }

  std::optional<T> pop() {
    std::unique_lock<std::mutex> lock(m_);
    ready_.wait(lock, [&] { return !items_.empty() || closed_; });
    if (items_.empty()) return std::nullopt;
    T item = std::move(items_.front());
    items_.pop_front();
    room_.notify_one();
    return item;
  }

  void close() {
    std::lock_guard<std::mutex> lock(m_);
    closed_ = true;
    ready_.notify_all();
    room_.notify_all();
  }

 private:
  std::mutex m_;
  std::condition_variable ready_, room_;
  std::deque<T> items_;
  std::size_t limit_;
  bool closed_ = false;
};

class Captioner {
 public:
  explicit Captioner(int workers)
      : net_(torch::nn::Conv1d(torch::nn::Conv1dOptions(80, 192, 3)), torch::nn::GELU(),
             torch::nn::Conv1d(torch::nn::Conv1dOptions(192, 64, 1))) {
    net_->eval();
    for (int i = 0; i < workers; ++i) pool_.emplace_back([this] { work(); });
  }

  ~Captioner() {
    jobs_.close();
    for (auto& t : pool_) t.join();
  }

  void submit(Job job) { jobs_.push(std::move(job)); }

  std::size_t answered() const {
    std::lock_guard<std::mutex> lock(m_);
    return emissions_.size();
  }

 private:
  void work() {
    while (auto job = jobs_.pop()) {
      auto emission = torch::log_softmax(net_->forward(job->audio), 1);
      publish(job->ticket, emission);
    }
  }

  void publish(int64_t ticket, const torch::Tensor& emission) {
    std::lock_guard<std::mutex> lock(m_);
    emissions_.emplace(ticket, emission); // WARN: ineffective-guard
  }

  torch::nn::Sequential net_;
  BoundedQueue<Job> jobs_{64};
  mutable std::mutex m_;
  std::map<int64_t, torch::Tensor> emissions_;
  std::vector<std::thread> pool_;
};

}  // namespace

int main() {
  torch::NoGradGuard no_grad;
  Captioner captioner(2);
  for (int64_t ticket = 0;; ++ticket) {
    captioner.submit({ticket, torch::randn({1, 80, 300})});
    if (ticket % 250 == 0) std::cout << "answered " << captioner.answered() << " of " << ticket << std::endl;
  }
}
