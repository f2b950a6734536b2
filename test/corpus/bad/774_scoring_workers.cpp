#include <torch/torch.h>

#include <condition_variable>
#include <iostream>
#include <map>
#include <mutex>
#include <optional>
#include <queue>
#include <thread>
#include <vector>

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(size_t cap) : cap_(cap) {}

  void push(T v) {
    std::unique_lock<std::mutex> lk(m_);
    room_.wait(lk, [&] { return q_.size() < cap_ || closed_; });
    if (closed_) return;
    q_.push(std::move(v));
    ready_.notify_one();
  }

  std::optional<T> pop() {
    std::unique_lock<std::mutex> lk(m_);
    ready_.wait(lk, [&] { return !q_.empty() || closed_; });
    if (q_.empty()) return std::nullopt;
    T v = std::move(q_.front());
    q_.pop();
    room_.notify_one();
    return v;
  }

  void close() {
    std::lock_guard<std::mutex> lk(m_);
    closed_ = true;
    ready_.notify_all();
    room_.notify_all();
  }

 private:
  size_t cap_;
  bool closed_ = false;
  std::mutex m_;
  std::condition_variable ready_, room_;
  std::queue<T> q_;
};

struct Job {
  int64_t id;
  torch::Tensor image;
};

class Scorer {
 public:
  explicit Scorer(int workers) : jobs_(32) {
    net_->push_back(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 3).padding(1)));
    net_->push_back(torch::nn::ReLU());
    net_->push_back(torch::nn::AdaptiveAvgPool2d(torch::nn::AdaptiveAvgPool2dOptions({1, 1})));
    net_->push_back(torch::nn::Flatten());
    net_->push_back(torch::nn::Linear(16, 4));
    net_->eval();
    for (int i = 0; i < workers; ++i) pool_.emplace_back([this] { work(); });
  }

  ~Scorer() {
    jobs_.close();
    for (auto& t : pool_) t.join();
  }

  void submit(Job j) { jobs_.push(std::move(j)); }

  std::optional<int64_t> label(int64_t id) {
    std::lock_guard<std::mutex> lk(m_);
    auto it = scores_.find(id);
    if (it == scores_.end()) return std::nullopt;
    return it->second.argmax().item<int64_t>();
  }

 private:
  void work() {
    while (auto job = jobs_.pop()) {
      auto s = net_->forward(job->image.unsqueeze(0)).softmax(1);
      std::lock_guard<std::mutex> lk(m_);
      scores_.insert_or_assign(job->id, s);  // WARN: ineffective-guard
    }
  }

  torch::nn::Sequential net_;
  BoundedQueue<Job> jobs_;
  std::mutex m_;
  std::map<int64_t, torch::Tensor> scores_;
  std::vector<std::thread> pool_;
};

int main() {
  torch::NoGradGuard no_grad;
  Scorer scorer(2);
  for (int64_t id = 0; id < 10'000'000; ++id) {
    scorer.submit({id, torch::rand({3, 64, 64})});
    if (id > 100 && id % 100 == 0) {
      if (auto l = scorer.label(id - 100)) std::cout << "image " << id - 100 << " -> " << *l << "\n";
    }
  }
}
