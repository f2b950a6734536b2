#include <torch/torch.h>

#include <condition_variable>
#include <deque>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

template <class T>
class Channel {
 public:
  explicit Channel(std::size_t limit) : limit_(limit) {}
  void send(T v) {
    std::unique_lock<std::mutex> lk(m_);
    room_.wait(lk, [this] { return q_.size() < limit_; });
    q_.push_back(std::move(v));
    ready_.notify_one();
  }
  T receive() {
    std::unique_lock<std::mutex> lk(m_);
    ready_.wait(lk, [this] { return !q_.empty(); });
    T v = std::move(q_.front());
    q_.pop_front();
    room_.notify_one();
    return v;
  }

 private:
  std::mutex m_;
  std::condition_variable room_, ready_;
  std::deque<T> q_;
  std::size_t limit_;
};

class ScoreBoard {
 public:
  void add(const torch::Tensor& t) {
    std::lock_guard<std::mutex> lk(m_);
    mean_ = mean_.defined() ? mean_ * 0.99 + t * 0.01 : t;
  }
  double mean() {
    std::lock_guard<std::mutex> lk(m_);
    return mean_.defined() ? mean_.item<double>() : 0.0;
  }

 private:
  std::mutex m_;
  torch::Tensor mean_;
};

class RankWorker {
 public:
  RankWorker(torch::nn::Sequential net, Channel<torch::Tensor>& in, ScoreBoard& out)
      : net_(std::move(net)), in_(in), out_(out), thread_([this] { serve(); }) {}
  ~RankWorker() {
    in_.send(torch::Tensor());
    thread_.join();
  }

 private:
  void serve() {
    auto guard = std::make_unique<torch::NoGradGuard>();
    while (handleOne()) {
    }
  }

  bool handleOne() {
    auto features = in_.receive();
    if (!features.defined()) return false;
    auto s = net_->forward(features);
    out_.add(s.max());
    return true;
  }

  torch::nn::Sequential net_;
  Channel<torch::Tensor>& in_;
  ScoreBoard& out_;
  std::thread thread_;
};

int main() {
  auto ranker = torch::nn::Sequential(torch::nn::Linear(300, 512), torch::nn::ReLU(),
                                      torch::nn::Linear(512, 1), torch::nn::Sigmoid());
  ranker->eval();

  ScoreBoard board;
  Channel<torch::Tensor> docs(64);
  std::vector<std::unique_ptr<RankWorker>> workers;
  for (int i = 0; i < 2; ++i) workers.push_back(std::make_unique<RankWorker>(ranker, docs, board));

  for (long doc = 0;; ++doc) {
    docs.send(torch::randn({16, 300}));
    if (doc % 5000 == 0) std::cout << doc << ": " << board.mean() << std::endl;
  }
}
