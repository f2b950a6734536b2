#include <torch/torch.h>
#include <condition_variable>
#include <future>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

struct Request {
  torch::Tensor input;
  std::promise<torch::Tensor> result;
};

class InferenceServer {
 public:
  InferenceServer(torch::nn::Sequential net, size_t maxBatch) : net_(net), maxBatch_(maxBatch) {
    net_->eval();
    worker_ = std::thread(&InferenceServer::loop, this);
  }
  ~InferenceServer() {
    {
      std::lock_guard<std::mutex> l(m_);
      stop_ = true;
    }
    cv_.notify_all();
    worker_.join();
  }
  std::future<torch::Tensor> submit(torch::Tensor x) {
    Request r{std::move(x), {}};
    auto f = r.result.get_future();
    {
      std::lock_guard<std::mutex> l(m_);
      queue_.push(std::move(r));
    }
    cv_.notify_one();
    return f;
  }

 private:
  void loop() {
    torch::NoGradGuard noGrad;
    for (;;) {
      std::vector<Request> batch;
      {
        std::unique_lock<std::mutex> l(m_);
        cv_.wait(l, [this] { return stop_ || !queue_.empty(); });
        if (stop_ && queue_.empty()) return;
        while (!queue_.empty() && batch.size() < maxBatch_) {
          batch.push_back(std::move(queue_.front()));
          queue_.pop();
        }
      }
      std::vector<torch::Tensor> xs;
      for (auto& r : batch) xs.push_back(r.input);
      auto ys = net_->forward(torch::stack(xs)).unbind(0);
      for (size_t i = 0; i < batch.size(); ++i) batch[i].result.set_value(ys[i]);
    }
  }

  torch::nn::Sequential net_;
  size_t maxBatch_;
  std::queue<Request> queue_;
  std::mutex m_;
  std::condition_variable cv_;
  bool stop_ = false;
  std::thread worker_;
};

int main() {
  InferenceServer s(torch::nn::Sequential(torch::nn::Linear(16, 32), torch::nn::ReLU(), torch::nn::Linear(32, 4)), 8);
  std::vector<std::future<torch::Tensor>> pending;
  for (int i = 0; i < 64; ++i) pending.push_back(s.submit(torch::randn({16})));
  for (auto& f : pending) f.get();
}
