#include <torch/torch.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

class Pool {
 public:
  explicit Pool(int n) {
    for (int i = 0; i < n; ++i) threads_.emplace_back([this] { loop(); });
  }
  ~Pool() {
    {
      std::lock_guard<std::mutex> lk(m_);
      quit_ = true;
    }
    cv_.notify_all();
    for (auto& t : threads_) t.join();
  }

  template <class F>
  auto submit(F f) -> std::future<decltype(f())> {
    auto task = std::make_shared<std::packaged_task<decltype(f())()>>([f = std::move(f)]() mutable {
      torch::AutoGradMode mode(false);
      return f();
    });
    auto result = task->get_future();
    {
      std::lock_guard<std::mutex> lk(m_);
      jobs_.emplace_back([task] { (*task)(); });
    }
    cv_.notify_one();
    return result;
  }

 private:
  void loop() {
    for (;;) {
      std::function<void()> job;
      {
        std::unique_lock<std::mutex> lk(m_);
        cv_.wait(lk, [this] { return quit_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      job();
    }
  }
  std::mutex m_;
  std::condition_variable cv_;
  std::deque<std::function<void()>> jobs_;
  std::vector<std::thread> threads_;
  bool quit_ = false;
};

struct TaggerImpl : torch::nn::Module {
  TaggerImpl() {
    c = register_module("c", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 32, 7).stride(4)));
    f = register_module("f", torch::nn::Linear(32, 100));
  }
  torch::Tensor forward(torch::Tensor x) { return torch::sigmoid(f(torch::relu(c(x)).amax({2, 3}))); }
  torch::nn::Conv2d c{nullptr};
  torch::nn::Linear f{nullptr};
};
TORCH_MODULE(Tagger);

class TagService {
 public:
  TagService() : pool_(2) { net_->eval(); }

  void process(long batch, const std::vector<torch::Tensor>& images) {
    std::vector<std::future<torch::Tensor>> parts;
    for (const auto& im : images)
      parts.push_back(pool_.submit([this, im] { return net_->forward(im.unsqueeze(0)).squeeze(0); }));
    for (auto& p : parts) {
      auto tags = p.get();
      profile_ = profile_.defined() ? profile_ + tags : tags;
      recent_[batch % 64].push_back(tags);
    }
    recent_.erase((batch + 1) % 64);
  }

  std::vector<int64_t> popular(int64_t k) const {
    auto top = std::get<1>(profile_.topk(k)).contiguous();
    return {top.data_ptr<int64_t>(), top.data_ptr<int64_t>() + k};
  }

 private:
  Tagger net_;
  torch::Tensor profile_;
  std::unordered_map<long, std::vector<torch::Tensor>> recent_;
  Pool pool_;
};

int main() {
  TagService service;
  for (long n = 0;; ++n) {
    std::vector<torch::Tensor> images;
    for (int i = 0; i < 8; ++i) images.push_back(torch::rand({3, 128, 128}));
    service.process(n, images);
    if (n % 100 == 0) std::cout << n << " top tag " << service.popular(3)[0] << '\n';
  }
}
