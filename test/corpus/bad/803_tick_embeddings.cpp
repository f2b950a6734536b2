// intraday signal: encode every minute bar, look at the last hour
#include <torch/torch.h>

#include <array>
#include <cmath>
#include <iostream>
#include <random>
#include <string>
#include <unordered_map>

struct Bar {
  double open, high, low, close, volume;
};

class Feed {
 public:
  Bar next() {
    const double o = px_;
    px_ *= std::exp(0.0005 * n_(rng_));
    return {o, std::max(o, px_) * 1.0001, std::min(o, px_) * 0.9999, px_, 1000 + 50 * n_(rng_)};
  }

 private:
  std::mt19937_64 rng_{7};
  std::normal_distribution<double> n_{0, 1};
  double px_ = 100;
};

class Hour {
 public:
  static constexpr int64_t kMinutes = 60;

  explicit Hour(int64_t dim) : ring_(torch::zeros({kMinutes, dim})) {}

  void put(const torch::Tensor& code) {
    ring_[head_] = code;  // WARN: inplace-history
    head_ = (head_ + 1) % kMinutes;
    filled_ = std::min(filled_ + 1, kMinutes);
  }

  bool ready() const { return filled_ == kMinutes; }
  const torch::Tensor& rows() const { return ring_; }

 private:
  torch::Tensor ring_;
  int64_t head_ = 0, filled_ = 0;
};

struct SignalNetImpl : torch::nn::Module {
  SignalNetImpl()
      : enc(torch::nn::Linear(5, 32), torch::nn::ELU(), torch::nn::Linear(32, 32)), head(torch::nn::Linear(64, 1)) {
    register_module("enc", enc);
    register_module("head", head);
  }
  torch::Tensor encode(const Bar& b) {
    auto x = torch::tensor({b.open / b.close, b.high / b.close, b.low / b.close, std::log(b.close), std::log(b.volume)},
                           torch::kFloat);
    return enc->forward(x);
  }
  double score(const torch::Tensor& rows) {
    auto pooled = torch::cat({rows.mean(0), std::get<0>(rows.max(0))});
    return torch::tanh(head->forward(pooled)).item<double>();
  }
  torch::nn::Sequential enc;
  torch::nn::Linear head;
};
TORCH_MODULE(SignalNet);

class Strategy {
 public:
  explicit Strategy(const std::string& weights) {
    if (!weights.empty()) torch::load(net_, weights);
    net_->eval();
  }

  void on_bar(const std::string& symbol, const Bar& bar) {
    auto [it, fresh] = windows_.try_emplace(symbol, 32);
    Hour& hour = it->second;
    hour.put(net_->encode(bar));
    if (!hour.ready()) return;
    const double target = net_->score(hour.rows());
    double& pos = positions_[symbol];
    turnover_ += std::abs(target - pos);
    pos = target;
  }
  double turnover() const { return turnover_; }

 private:
  SignalNet net_;
  std::unordered_map<std::string, Hour> windows_;
  std::unordered_map<std::string, double> positions_;
  double turnover_ = 0;
};

int main(int argc, char** argv) {
  Strategy strat(argc > 1 ? argv[1] : "");
  const std::array<std::string, 3> symbols{"ESZ6", "NQZ6", "CLF7"};
  std::unordered_map<std::string, Feed> feeds;
  for (long minute = 0;; ++minute) {
    for (const auto& s : symbols) strat.on_bar(s, feeds[s].next());
    if (minute % 390 == 0) std::cout << "day " << minute / 390 << " turnover " << strat.turnover() << std::endl;
  }
}
