#include <torch/torch.h>
#include <condition_variable>
#include <deque>
#include <iostream>
#include <mutex>
#include <optional>
#include <thread>

template <class T>
class Channel {
 public:
  explicit Channel(std::size_t cap) : cap_(cap) {}
  void send(T v) {
    std::unique_lock lk(m_);
    space_.wait(lk, [&] { return q_.size() < cap_ || closed_; });
    q_.push_back(std::move(v));
    items_.notify_one();
  }
  std::optional<T> receive() {
    std::unique_lock lk(m_);
    items_.wait(lk, [&] { return !q_.empty() || closed_; });
    if (q_.empty()) return std::nullopt;
    std::optional<T> v(std::move(q_.front()));
    q_.pop_front();
    space_.notify_one();
    return v;
  }
  void close() {
    std::lock_guard lk(m_);
    closed_ = true;
    items_.notify_all();
    space_.notify_all();
  }

 private:
  std::size_t cap_;
  std::mutex m_;
  std::condition_variable items_, space_;
  std::deque<T> q_;
  bool closed_ = false;
};

struct Progress {
  int64_t step;
  torch::Tensor loss, logits;
};

class ProgressWriter {
 public:
  ProgressWriter() : worker_([this] { run(); }) {}
  ~ProgressWriter() {
    ch_.close();
    worker_.join();
  }
  void write(Progress p) { ch_.send(std::move(p)); }

 private:
  void run() {
    double ema = 0;
    while (auto p = ch_.receive()) {
      ema = 0.98 * ema + 0.02 * p->loss.item<double>();
      latest_ = std::move(*p);
      if (latest_.step % 500 == 0)
        std::cout << latest_.step << ' ' << ema << " max " << latest_.logits.max().item<float>() << std::endl;
    }
  }
  Channel<Progress> ch_{64};
  Progress latest_{};
  std::thread worker_;
};

int main() {
  torch::nn::Sequential net(torch::nn::Linear(50, 200), torch::nn::Dropout(0.2), torch::nn::ReLU(),
                            torch::nn::Linear(200, 5));
  torch::optim::Adagrad opt(net->parameters(), torch::optim::AdagradOptions(0.01));
  ProgressWriter writer;
  for (int64_t step = 0; step < 50'000'000; ++step) {
    auto x = torch::randn({64, 50});
    auto y = torch::randint(0, 5, {64}, torch::kLong);
    auto logits = net->forward(x);
    auto loss = torch::nn::functional::cross_entropy(logits, y);
    opt.zero_grad();
    loss.backward();
    opt.step();
    writer.write({step, loss, logits});
  }
}
