// C++20
#include <torch/torch.h>

#include <concepts>
#include <coroutine>
#include <cstdint>
#include <exception>
#include <iostream>
#include <tuple>
#include <utility>
#include <vector>

template <class T>
class Generator {
 public:
  struct promise_type {
    T current;
    Generator get_return_object() { return Generator{Handle::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(T v) {
      current = std::move(v);
      return {};
    }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  using Handle = std::coroutine_handle<promise_type>;

  explicit Generator(Handle h) : h_(h) {}
  Generator(Generator&& o) noexcept : h_(std::exchange(o.h_, nullptr)) {}
  Generator(const Generator&) = delete;
  ~Generator() {
    if (h_) h_.destroy();
  }

  T next() {
    h_.resume();
    return std::move(h_.promise().current);
  }

 private:
  Handle h_;
};

struct Chunk {
  torch::Tensor x, y;
};

Generator<Chunk> seismic_stream(int64_t length, int64_t lanes) {
  double t0 = 0;
  for (;;) {
    auto t = torch::arange(length + 1).to(torch::kFloat).mul(0.05).add(t0).unsqueeze(1);
    auto wave = torch::sin(t * torch::linspace(0.5, 2.0, lanes)) + 0.05 * torch::randn({length + 1, lanes});
    t0 += 0.05 * static_cast<double>(length);
    auto series = wave.unsqueeze(2);
    co_yield Chunk{.x = series.slice(0, 0, length), .y = series.slice(0, 1, length + 1)};
  }
}

class Carry {
 public:
  using State = std::tuple<torch::Tensor, torch::Tensor>;

  Carry(int64_t lanes, int64_t width) : state_(torch::zeros({1, lanes, width}), torch::zeros({1, lanes, width})) {}

  const State& get() const { return state_; }

  void set(State next) {
    state_ = std::move(next);
    std::apply([](auto&... t) { ((t = t.detach()), ...); }, state_);
  }

 private:
  State state_;
};

class Forecaster {
 public:
  Forecaster(int64_t lanes, int64_t width)
      : carry_(lanes, width), lstm_(torch::nn::LSTMOptions(1, width)), out_(width, 1), opt_(params(), 1e-3) {}

  double learn(const Chunk& c) {
    auto [features, next] = lstm_->forward(c.x, carry_.get());
    auto loss = torch::mse_loss(out_->forward(features), c.y);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    carry_.set(std::move(next));
    return loss.item<double>();
  }

 private:
  std::vector<torch::Tensor> params() const {
    auto p = lstm_->parameters();
    for (auto& q : out_->parameters()) p.push_back(q);
    return p;
  }

  Carry carry_;
  torch::nn::LSTM lstm_;
  torch::nn::Linear out_;
  torch::optim::Adam opt_;
};

int main() {
  auto stream = seismic_stream(64, 8);
  Forecaster model(8, 48);
  double ema = 1.0;
  for (std::uint64_t n = 0;; ++n) {
    ema += 0.01 * (model.learn(stream.next()) - ema);
    if (n % 500 == 0) std::cout << n << " mse " << ema << '\n';
  }
}
