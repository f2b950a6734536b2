#include <torch/torch.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

class TextEncoder : public torch::nn::Module {
 public:
  TextEncoder(int64_t vocab, int64_t dim) {
    emb_ = register_module("emb", torch::nn::Embedding(vocab, dim));
    gru_ = register_module("gru", torch::nn::GRU(torch::nn::GRUOptions(dim, dim).batch_first(true)));
  }
  torch::Tensor encode(const torch::Tensor& ids) {
    auto out = std::get<0>(gru_->forward(emb_->forward(ids)));
    return out.mean(1).squeeze(0);
  }

 private:
  torch::nn::Embedding emb_{nullptr};
  torch::nn::GRU gru_{nullptr};
};

class WorkerPool {
 public:
  explicit WorkerPool(size_t n) {
    for (size_t i = 0; i < n; ++i) threads_.emplace_back(&WorkerPool::loop, this);
  }
  ~WorkerPool() {
    {
      std::lock_guard<std::mutex> l(m_);
      stop_ = true;
    }
    cv_.notify_all();
    for (auto& t : threads_) t.join();
  }

  template <typename F>
  auto post(F f) -> std::future<decltype(f())> {
    auto task = std::make_shared<std::packaged_task<decltype(f())()>>(std::move(f));
    auto fut = task->get_future();
    {
      std::lock_guard<std::mutex> l(m_);
      jobs_.emplace_back([task] { (*task)(); });
    }
    cv_.notify_one();
    return fut;
  }

 private:
  void loop() {
    torch::NoGradGuard no_grad;
    while (true) {
      std::function<void()> job;
      {
        std::unique_lock<std::mutex> l(m_);
        cv_.wait(l, [&] { return stop_ || !jobs_.empty(); });
        if (stop_ && jobs_.empty()) return;
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      job();
    }
  }

  std::mutex m_;
  std::condition_variable cv_;
  bool stop_ = false;
  std::deque<std::function<void()>> jobs_;
  std::vector<std::thread> threads_;
};

class EmbeddingService {
 public:
  explicit EmbeddingService(std::shared_ptr<TextEncoder> enc) : enc_(std::move(enc)), pool_(3) {}

  std::shared_future<torch::Tensor> embed(const std::string& text) {
    auto it = index_.find(text);
    if (it != index_.end()) return it->second;
    auto fut = pool_.post([enc = enc_, text] { return enc->encode(tokenize(text)); }).share();
    index_.emplace(text, fut);
    return fut;
  }

  double similarity(const std::string& a, const std::string& b) {
    auto x = embed(a), y = embed(b);
    return torch::cosine_similarity(x.get().unsqueeze(0), y.get().unsqueeze(0)).item<double>();
  }

  void trim(size_t limit) {
    while (index_.size() > limit) index_.erase(index_.begin());
  }

 private:
  static torch::Tensor tokenize(const std::string& s) {
    std::vector<int64_t> ids{0};
    for (unsigned char c : s) ids.push_back(c);
    return torch::tensor(ids, torch::kLong).unsqueeze(0);
  }

  std::shared_ptr<TextEncoder> enc_;
  std::unordered_map<std::string, std::shared_future<torch::Tensor>> index_;
  WorkerPool pool_;
};

int main() {
  auto enc = std::make_shared<TextEncoder>(256, 96);
  enc->eval();
  EmbeddingService service(enc);
  std::string a, b;
  while (std::getline(std::cin, a) && std::getline(std::cin, b)) {
    std::cout << service.similarity(a, b) << std::endl;
    service.trim(10000);
  }
}
