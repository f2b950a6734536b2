#include <torch/torch.h>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <queue>
#include <thread>

class DenoiseService {
 public:
  using Done = std::function<void(uint64_t)>;

  explicit DenoiseService(torch::nn::Sequential net) : net_(net), thread_([this] { pump(); }) {}
  ~DenoiseService() {
    {
      std::lock_guard<std::mutex> g(m_);
      quit_ = true;
    }
    cv_.notify_one();
    thread_.join();
  }

  uint64_t post(torch::Tensor noisy, Done done) {
    std::lock_guard<std::mutex> g(m_);
    jobs_.push({++last_, std::move(noisy), std::move(done)});
    cv_.notify_one();
    return last_;
  }

  torch::Tensor result(uint64_t id) {
    std::lock_guard<std::mutex> g(m_);
    auto it = results_.find(id);
    return it == results_.end() ? torch::Tensor() : it->second;
  }

 private:
  struct Job {
    uint64_t id;
    torch::Tensor noisy;
    Done done;
  };

  void pump() {
    while (true) {
      Job job;
      {
        std::unique_lock<std::mutex> lk(m_);
        cv_.wait(lk, [&] { return quit_ || !jobs_.empty(); });
        if (quit_) return;
        job = std::move(jobs_.front());
        jobs_.pop();
      }
      auto clean = job.noisy - net_->forward(job.noisy);
      {
        std::lock_guard<std::mutex> g(m_);
        results_.insert({job.id, clean});  // WARN: unguarded-inference
      }
      if (job.done) job.done(job.id);
    }
  }

  torch::nn::Sequential net_;
  std::mutex m_;
  std::condition_variable cv_;
  std::queue<Job> jobs_;
  std::map<uint64_t, torch::Tensor> results_;
  uint64_t last_ = 0;
  bool quit_ = false;
  std::thread thread_;
};

int main() {
  torch::nn::Sequential net(torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 32, 3).padding(1)), torch::nn::ReLU(), torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 1, 3).padding(1)));
  net->eval();
  DenoiseService service(net);
  for (int i = 0; i < 100000; ++i) {
    service.post(torch::rand({1, 1, 256, 256}), [&service](uint64_t id) {
      auto t = service.result(id);
      if (t.defined() && t.mean().item<float>() > 10.f) std::abort();
    });
  }
}
