#include <torch/torch.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <iostream>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>

namespace tagger {

struct Request {
  std::string key;
  torch::Tensor image;
  std::function<void(const torch::Tensor&)> reply;
};

class LruCache {
 public:
  explicit LruCache(std::size_t capacity) : capacity_(capacity) {}

  std::optional<torch::Tensor> find(const std::string& key) {
    auto it = index_.find(key);
    if (it == index_.end()) return std::nullopt;
    order_.splice(order_.begin(), order_, it->second);
    return it->second->second;
  }

  void insert(const std::string& key, torch::Tensor scores) {
    order_.emplace_front(key, std::move(scores));
    index_[key] = order_.begin();
    if (order_.size() > capacity_) {
      index_.erase(order_.back().first);
      order_.pop_back();
    }
  }

 private:
  using Entry = std::pair<std::string, torch::Tensor>;
  std::size_t capacity_;
  std::list<Entry> order_;
  std::unordered_map<std::string, std::list<Entry>::iterator> index_;
};

class Service {
 public:
  Service()
      : net_(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 32, 3).stride(2)), torch::nn::ReLU(),
             torch::nn::AdaptiveAvgPool2d(torch::nn::AdaptiveAvgPool2dOptions({1, 1})), torch::nn::Flatten(),
             torch::nn::Linear(32, 100)) {
    net_->eval();
    worker_ = std::thread(&Service::run, this);
  }

  ~Service() {
    {
      std::lock_guard<std::mutex> lock(m_);
      stopping_ = true;
    }
    wake_.notify_all();
    worker_.join();
  }

  void post(Request r) {
    std::unique_lock<std::mutex> lock(m_);
    wake_.wait(lock, [this] { return inbox_.size() < 128; });
    inbox_.push_back(std::move(r));
    wake_.notify_all();
  }

 private:
  void run() {
    torch::InferenceMode inference;
    while (auto request = take()) request->reply(answer(*request));
  }

  std::optional<Request> take() {
    std::unique_lock<std::mutex> lock(m_);
    wake_.wait(lock, [this] { return stopping_ || !inbox_.empty(); });
    if (inbox_.empty()) return std::nullopt;
    Request r = std::move(inbox_.front());
    inbox_.pop_front();
    wake_.notify_all();
    return r;
  }

  torch::Tensor answer(const Request& r) {
    if (auto hit = cache_.find(r.key)) return *hit;
    auto scores = torch::sigmoid(net_->forward(r.image.unsqueeze(0))).squeeze(0);
    cache_.insert(r.key, scores);
    return scores;
  }

  torch::nn::Sequential net_;
  LruCache cache_{2000};
  std::mutex m_;
  std::condition_variable wake_;
  std::deque<Request> inbox_;
  bool stopping_ = false;
  std::thread worker_;
};

}  // namespace tagger

int main() {
  std::mutex m;
  torch::Tensor latest;
  tagger::Service service;
  for (uint64_t n = 0;; ++n) {
    service.post({"thumb/" + std::to_string(n * 7919 % 100003), torch::rand({3, 96, 96}),
                  [&](const torch::Tensor& scores) {
                    std::lock_guard<std::mutex> lock(m);
                    latest = scores;
                  }});
    if (n % 500 == 0) {
      std::lock_guard<std::mutex> lock(m);
      if (latest.defined()) std::cout << n << " best tag " << latest.argmax().item<int64_t>() << std::endl;
    }
  }
}
