#include <torch/torch.h>

#include <atomic>
#include <cmath>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace feed {

struct Quote {
  int instrument;
  torch::Tensor levels;
};

using Handler = std::function<void(const Quote&)>;

class Session {
 public:
  void subscribe(Handler h) { handlers_.push_back(std::move(h)); }

  void run(const std::atomic<bool>& alive) {
    torch::NoGradGuard no_grad;
    for (int n = 0; alive.load(std::memory_order_relaxed); ++n) {
      const Quote q{n % 8, torch::randn({20})};
      dispatch(q);
    }
  }

 private:
  void dispatch(const Quote& q) const {
    for (const auto& h : handlers_) h(q);
  }

  std::vector<Handler> handlers_;
};

}  // namespace feed

class Momentum : public torch::nn::Module {
 public:
  Momentum(int64_t instruments, int64_t depth)
      : encoder_(register_module("encoder", torch::nn::Linear(20, 32))),
        mixer_(register_module("mixer", torch::nn::Linear(64, 32))),
        score_(register_module("score", torch::nn::Linear(32, 1))),
        window_(torch::zeros({instruments, depth, 32})),
        trend_(torch::zeros({instruments, 32})),
        cursor_(static_cast<std::size_t>(instruments), 0),
        depth_(depth) {
    eval();
  }

  void on_quote(const feed::Quote& q) {
    auto& at = cursor_[static_cast<std::size_t>(q.instrument)];
    const auto code = torch::relu(encoder_->forward(q.levels));
    window_[q.instrument][at] = code;
    at = (at + 1) % depth_;

    const auto before = trend_[q.instrument];
    const auto after = torch::tanh(mixer_->forward(torch::cat({before, window_[q.instrument].mean(0)})));
    trend_.index_put_({q.instrument}, after);
  }

  float score(int instrument) {
    torch::NoGradGuard no_grad;
    return score_->forward(trend_[instrument]).item<float>();
  }

 private:
  torch::nn::Linear encoder_, mixer_, score_;
  torch::Tensor window_, trend_;
  std::vector<int64_t> cursor_;
  int64_t depth_;
};

int main() {
  auto momentum = std::make_shared<Momentum>(8, 256);
  std::atomic<bool> alive{true};
  std::map<int, uint64_t> signals;

  feed::Session session;
  session.subscribe([momentum](const feed::Quote& q) { momentum->on_quote(q); });
  session.subscribe([momentum, &signals](const feed::Quote& q) {
    if (std::abs(momentum->score(q.instrument)) > 1.5f) ++signals[q.instrument];
  });

  std::thread reader([&] { session.run(alive); });
  std::string line;
  while (std::getline(std::cin, line) && line != "quit") std::cout << "running\n";
  alive = false;
  reader.join();
  for (const auto& [instrument, n] : signals) std::cout << instrument << ": " << n << '\n';
}
