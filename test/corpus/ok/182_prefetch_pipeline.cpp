#include <torch/torch.h>
#include <condition_variable>
#include <functional>
#include <iostream>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

struct Batch {
  torch::Tensor data, target;
};

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(size_t cap) : cap_(cap) {}
  void push(T t) {
    std::unique_lock<std::mutex> l(m_);
    notFull_.wait(l, [this] { return q_.size() < cap_; });
    q_.push(std::move(t));
    notEmpty_.notify_one();
  }
  T pop() {
    std::unique_lock<std::mutex> l(m_);
    notEmpty_.wait(l, [this] { return !q_.empty(); });
    T t = std::move(q_.front());
    q_.pop();
    notFull_.notify_one();
    return t;
  }

 private:
  size_t cap_;
  std::queue<T> q_;
  std::mutex m_;
  std::condition_variable notFull_, notEmpty_;
};

using Augment = std::function<torch::Tensor(torch::Tensor)>;

int main() {
  std::vector<Augment> chain;
  chain.push_back([](torch::Tensor x) { return torch::rand({1}).item<float>() < 0.5f ? x.flip({3}) : x; });
  chain.push_back([](torch::Tensor x) { return x + 0.05 * torch::randn_like(x); });
  auto mean = torch::tensor({0.5f, 0.5f, 0.5f}).view({1, 3, 1, 1});
  chain.push_back([mean](torch::Tensor x) { return (x - mean) / 0.5; });

  BoundedQueue<Batch> queue(8);
  const int steps = 5000;
  std::thread producer([&] {
    for (int i = 0; i < steps; ++i) {
      auto x = torch::rand({16, 3, 32, 32});
      for (auto& f : chain) x = f(x);
      queue.push({x, torch::randint(10, {16}, torch::kLong)});
    }
  });
  torch::nn::Sequential net(torch::nn::Flatten(), torch::nn::Linear(3072, 64), torch::nn::ReLU(), torch::nn::Linear(64, 10));
  torch::optim::Adam opt(net->parameters(), 1e-3);
  for (int i = 0; i < steps; ++i) {
    auto b = queue.pop();
    auto loss = torch::nn::functional::cross_entropy(net->forward(b.data), b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    if (i % 100 == 0) std::cout << i << ' ' << loss.item<double>() << '\n';
  }
  producer.join();
}
