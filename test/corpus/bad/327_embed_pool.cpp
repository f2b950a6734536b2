// Embedding server: a queue, N workers, per-worker drift statistics.
#include <torch/torch.h>

#include <condition_variable>
#include <deque>
#include <future>
#include <iostream>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

struct Job {
  torch::Tensor features;
  std::promise<float> reply;
};

template <typename T>
class BlockingQueue {
 public:
  void push(T item) {
    {
      std::lock_guard<std::mutex> l(m_);
      items_.push_back(std::move(item));
    }
    cv_.notify_one();
  }

  std::optional<T> pop() {
    std::unique_lock<std::mutex> l(m_);
    cv_.wait(l, [this] { return closed_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    std::optional<T> out(std::move(items_.front()));
    items_.pop_front();
    return out;
  }

  void close() {
    {
      std::lock_guard<std::mutex> l(m_);
      closed_ = true;
    }
    cv_.notify_all();
  }

 private:
  std::mutex m_;
  std::condition_variable cv_;
  std::deque<T> items_;
  bool closed_ = false;
};

class EmbeddingServer {
 public:
  EmbeddingServer(int64_t in, int64_t dim, int workers) : drift_(workers) {
    net_ = torch::nn::Sequential(torch::nn::Linear(in, 512), torch::nn::ReLU(), torch::nn::Linear(512, dim));
    for (auto& d : drift_) d.sum = torch::zeros({dim});
  }

  ~EmbeddingServer() {
    queue_.close();
    for (auto& t : threads_) t.join();
  }

  void start() {
    torch::NoGradGuard no_grad;
    net_->eval();
    for (size_t i = 0; i < drift_.size(); ++i) {
      threads_.emplace_back(&EmbeddingServer::work, this, i);
    }
  }

  std::future<float> submit(torch::Tensor features) {
    Job job{std::move(features), {}};
    auto fut = job.reply.get_future();
    queue_.push(std::move(job));
    return fut;
  }

  double driftNorm() {
    std::lock_guard<std::mutex> l(statMutex_);
    double n = 0.0;
    for (auto& d : drift_) {
      if (d.count > 0) n += (d.sum / double(d.count)).norm().item<double>();
    }
    return n / double(drift_.size());
  }

 private:
  struct Drift {
    torch::Tensor sum;
    int64_t count = 0;
  };

  void work(size_t index) {
    while (auto job = queue_.pop()) {
      auto emb = net_->forward(job->features);
      record(index, emb);
      job->reply.set_value(emb.norm().item<float>());
    }
  }

  void record(size_t index, const torch::Tensor& emb) {
    std::lock_guard<std::mutex> l(statMutex_);
    drift_[index].sum += emb.mean(0);  // WARN: ineffective-guard
    drift_[index].count += emb.size(0);
  }

  torch::nn::Sequential net_{nullptr};
  BlockingQueue<Job> queue_;
  std::mutex statMutex_;
  std::vector<Drift> drift_;
  std::vector<std::thread> threads_;
};

int main() {
  EmbeddingServer server(128, 64, 2);
  server.start();
  for (long n = 0; n < 10000000; ++n) {
    auto a = server.submit(torch::randn({32, 128}));
    auto b = server.submit(torch::randn({32, 128}));
    const float mean = 0.5f * (a.get() + b.get());
    if (n % 1000 == 0) std::cout << n << " norm " << mean << " drift " << server.driftNorm() << std::endl;
  }
}
