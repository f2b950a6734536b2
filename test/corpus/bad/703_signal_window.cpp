#include <torch/torch.h>

#include <cmath>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace desk {

struct Tick {
  std::string symbol;
  torch::Tensor book;  // 10 levels x (price, size) x 2 sides
};

enum class Side { Flat, Buy, Sell };

struct Order {
  std::string symbol;
  Side side = Side::Flat;
  double strength = 0.0;
};

class Window {
 public:
  Window(int64_t depth, int64_t width) : rows_(torch::zeros({depth, width})), depth_(depth) {}

  void write(const torch::Tensor& row) {
    auto slot = rows_.select(0, cursor_);
    slot.copy_(row); // WARN: inplace-history
    cursor_ = (cursor_ + 1) % depth_;
    if (filled_ < depth_) ++filled_;
  }

  bool warm() const { return filled_ == depth_; }
  torch::Tensor summary() const { return torch::cat({rows_.mean(0), rows_.std(0)}); }

 private:
  torch::Tensor rows_;
  int64_t depth_;
  int64_t cursor_ = 0;
  int64_t filled_ = 0;
};

class Strategy : public torch::nn::Module {
 public:
  using OrderSink = std::function<void(const Order&)>;

  explicit Strategy(OrderSink sink)
      : encoder_(torch::nn::Linear(40, 64), torch::nn::ReLU(), torch::nn::Linear(64, 32)),
        head_(64, 1),
        sink_(std::move(sink)) {
    register_module("encoder", encoder_);
    register_module("head", head_);
    eval();
  }

  void on_tick(const Tick& tick) {
    auto [it, fresh] = windows_.try_emplace(tick.symbol, 128, 32);
    Window& window = it->second;
    window.write(encoder_->forward(tick.book));
    if (fresh || !window.warm()) return;

    const double score = torch::tanh(head_->forward(window.summary())).item<double>();
    if (std::abs(score) < 0.2) return;
    sink_(Order{tick.symbol, score > 0 ? Side::Buy : Side::Sell, std::abs(score)});
  }

 private:
  torch::nn::Sequential encoder_;
  torch::nn::Linear head_;
  OrderSink sink_;
  std::map<std::string, Window> windows_;
};

}  // namespace desk

int main() {
  std::size_t sent = 0;
  desk::Strategy strategy([&sent](const desk::Order& order) {
    ++sent;
    if (sent % 1000 == 0) std::cout << order.symbol << " " << order.strength << '\n';
  });

  const std::vector<std::string> universe{"ACME", "GLOB", "INIT", "UMBR"};
  for (std::size_t n = 0;; ++n) {
    strategy.on_tick({universe[n % universe.size()], torch::randn({40})});
  }
}
