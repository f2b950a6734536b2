// C++20
#include <torch/torch.h>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <iostream>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

template <class T>
class Channel {
 public:
  explicit Channel(std::size_t cap) : cap_(cap) {}

  void send(T v) {
    std::unique_lock lock(m_);
    space_.wait(lock, [&] { return q_.size() < cap_; });
    q_.push_back(std::move(v));
    ready_.notify_one();
  }

  std::optional<T> receive(std::stop_token st) {
    std::unique_lock lock(m_);
    if (!ready_.wait(lock, st, [&] { return !q_.empty(); })) return std::nullopt;
    std::optional<T> v{std::move(q_.front())};
    q_.pop_front();
    space_.notify_one();
    return v;
  }

 private:
  std::size_t cap_;
  std::mutex m_;
  std::condition_variable_any ready_;
  std::condition_variable space_;
  std::deque<T> q_;
};

struct Position {
  std::uint64_t id;
  torch::Tensor planes;
};

struct Verdict {
  std::uint64_t id;
  torch::Tensor value;
};

struct BoardNetImpl : torch::nn::Module {
  BoardNetImpl()
      : conv(register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(4, 16, 3).padding(1)))),
        fc(register_module("fc", torch::nn::Linear(16 * 64, 1))) {}
  torch::Tensor forward(const torch::Tensor& x) {
    return torch::tanh(fc->forward(torch::relu(conv->forward(x)).flatten(1)));
  }
  torch::nn::Conv2d conv;
  torch::nn::Linear fc;
};
TORCH_MODULE(BoardNet);

class Analyst {
 public:
  explicit Analyst(BoardNet net) : net_(std::move(net)) { net_->eval(); }

  void start() {
    torch::NoGradGuard no_grad;
    worker_ = std::jthread([this](std::stop_token st) { serve(std::move(st)); });
  }

  void submit(Position p) { inbox_.send(std::move(p)); }

  float best() const {
    std::scoped_lock lock(m_);
    float b = -1.f;
    for (const auto& v : verdicts_) b = std::max(b, v.value.item<float>());
    return b;
  }

 private:
  void serve(std::stop_token st) {
    while (auto job = inbox_.receive(st)) {
      Verdict verdict{.id = job->id, .value = net_->forward(job->planes)};
      std::scoped_lock lock(m_);
      verdicts_.push_back(std::move(verdict));  // WARN: ineffective-guard
    }
  }

  BoardNet net_;
  Channel<Position> inbox_{64};
  mutable std::mutex m_;
  std::vector<Verdict> verdicts_;
  std::jthread worker_;
};

int main() {
  Analyst analyst{BoardNet{}};
  analyst.start();
  for (std::uint64_t id = 0;; ++id) {
    analyst.submit({.id = id, .planes = torch::rand({1, 4, 8, 8})});
    if (id % 20000 == 19999) std::cout << id + 1 << " best " << analyst.best() << std::endl;
  }
}
