#include <torch/torch.h>

#include <condition_variable>
#include <deque>
#include <future>
#include <iostream>
#include <list>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace plates {

struct Task {
  uint64_t camera = 0;
  torch::Tensor image;
  std::promise<torch::Tensor> done;
};

class TaskQueue {
 public:
  void put(Task t) {
    std::unique_lock<std::mutex> lk(m_);
    room_.wait(lk, [this] { return q_.size() < 32; });
    q_.push_back(std::move(t));
    work_.notify_one();
  }
  Task take() {
    std::unique_lock<std::mutex> lk(m_);
    work_.wait(lk, [this] { return !q_.empty(); });
    Task t = std::move(q_.front());
    q_.pop_front();
    room_.notify_one();
    return t;
  }

 private:
  std::mutex m_;
  std::condition_variable work_, room_;
  std::deque<Task> q_;
};

class RecentPlates {
 public:
  explicit RecentPlates(size_t cap) : cap_(cap) {}
  void remember(uint64_t camera, torch::Tensor code) {
    std::lock_guard<std::mutex> lk(m_);
    order_.emplace_front(camera, std::move(code));
    if (order_.size() > cap_) order_.pop_back();
  }
  float similarity(const torch::Tensor& code) const {
    std::lock_guard<std::mutex> lk(m_);
    float best = -1.f;
    for (const auto& [cam, c] : order_) best = std::max(best, torch::cosine_similarity(c, code, 0).item<float>());
    return best;
  }

 private:
  size_t cap_;
  mutable std::mutex m_;
  std::list<std::pair<uint64_t, torch::Tensor>> order_;
};

class Reader {
 public:
  Reader() {
    using namespace torch::nn;
    net_ = Sequential(Conv2d(1, 16, 5), ReLU(), MaxPool2d(2), Conv2d(16, 32, 5), ReLU(),
                      AdaptiveAvgPool2d(AdaptiveAvgPool2dOptions({4, 8})), Flatten(), Linear(1024, 96));
    net_->eval();
    for (int i = 0; i < 2; ++i) std::thread(&Reader::work, this).detach();
  }

  std::future<torch::Tensor> read(uint64_t camera, torch::Tensor image) {
    Task t;
    t.camera = camera;
    t.image = std::move(image);
    auto f = t.done.get_future();
    queue_.put(std::move(t));
    return f;
  }
  const RecentPlates& recent() const { return recent_; }

 private:
  void work() {
    torch::InferenceMode mode;
    for (;;) process(queue_.take());
  }

  void process(Task task) {
    auto code = encode(task.image);
    recent_.remember(task.camera, code);
    task.done.set_value(code);
  }

  torch::Tensor encode(const torch::Tensor& image) { return net_->forward(image.unsqueeze(0)).squeeze(0); }

  torch::nn::Sequential net_{nullptr};
  TaskQueue queue_;
  RecentPlates recent_{256};
};

}  // namespace plates

int main() {
  auto* reader = new plates::Reader;  // workers run until the process ends
  std::deque<std::future<torch::Tensor>> pending;
  for (uint64_t n = 0;; ++n) {
    pending.push_back(reader->read(n % 12, torch::rand({1, 48, 160})));
    if (pending.size() < 16) continue;
    auto code = pending.front().get();
    pending.pop_front();
    if (n % 1000 == 0) std::cout << n << " nearest " << reader->recent().similarity(code) << '\n';
  }
}
