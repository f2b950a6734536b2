// C++20
#include <torch/torch.h>

#include <concepts>
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

struct Slice {
  std::string symbol;
  torch::Tensor factors;
  torch::Tensor returns;
};

template <class O>
concept Objective = requires(const O o, const torch::Tensor& a, const torch::Tensor& b) {
  { o(a, b) } -> std::same_as<torch::Tensor>;
};

struct Pinball {
  double tau = 0.5;
  torch::Tensor operator()(const torch::Tensor& pred, const torch::Tensor& truth) const {
    auto e = truth - pred;
    return torch::max(tau * e, (tau - 1.0) * e).mean();
  }
};

template <Objective Obj>
class FactorModel {
 public:
  explicit FactorModel(Obj obj) : obj_(std::move(obj)), opt_(net_->parameters(), torch::optim::AdamOptions(1e-3)) {}

  FactorModel(const FactorModel&) = delete;
  FactorModel& operator=(const FactorModel&) = delete;

  torch::Tensor fit(const Slice& s) {
    net_->train();
    opt_.zero_grad();
    auto loss = obj_(net_->forward(s.factors).squeeze(-1), s.returns);
    loss.backward();
    torch::nn::utils::clip_grad_norm_(net_->parameters(), 1.0);
    opt_.step();
    return loss;
  }

 private:
  Obj obj_;
  torch::nn::Sequential net_{torch::nn::Linear(24, 64), torch::nn::ELU(), torch::nn::Linear(64, 1)};
  torch::optim::Adam opt_;
};

class Feed {
 public:
  Slice next() {
    static const char* const names[] = {"ES", "NQ", "ZN", "CL", "GC"};
    auto f = torch::randn({80, 24});
    return {.symbol = names[turn_++ % 5], .factors = f, .returns = 0.01 * f.sum(1)};
  }

 private:
  std::size_t turn_ = 0;
};

template <Objective Obj>
class Campaign {
 public:
  explicit Campaign(Obj obj) : model_(std::move(obj)) {}

  void advance() {
    const auto slice = feed_.next();
    auto& curve = curves_[slice.symbol];
    curve.emplace_back(model_.fit(slice));  // WARN: attached-return
  }

  void print() const {
    for (const auto& [symbol, curve] : curves_)
      std::cout << std::setw(4) << symbol << ' ' << curve.back().template item<double>() << " (start "
                << curve.front().template item<double>() << ")\n";
  }

 private:
  Feed feed_;
  FactorModel<Obj> model_;
  std::unordered_map<std::string, std::vector<torch::Tensor>> curves_;
};

int main() {
  Campaign campaign{Pinball{.tau = 0.4}};
  for (std::uint64_t i = 1;; ++i) {
    campaign.advance();
    if (i % 4000 == 0) campaign.print();
  }
}
