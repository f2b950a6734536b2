// learns to slice a parent order; one day = one sequence, cut in chunks
#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

namespace {

template <class... T>
std::tuple<T...> cut(const std::tuple<T...>& state) {
  return std::apply([](const auto&... t) { return std::make_tuple(t.detach()...); }, state);
}

using State = std::tuple<torch::Tensor, torch::Tensor>;

State flat(int64_t batch, int64_t dim) { return {torch::zeros({batch, dim}), torch::zeros({batch, dim})}; }

struct Market {
  torch::Tensor features;  // [T, B, F]
  torch::Tensor returns;   // [T, B]
};

Market simulate(int64_t T, int64_t B) {
  auto r = torch::randn({T, B}) * 0.001;
  return {torch::cat({torch::randn({T, B, 7}), r.unsqueeze(-1)}, -1), r.roll(-1, 0)};
}

}  // namespace

struct ExecutorImpl : torch::nn::Module {
  ExecutorImpl() {
    cell = register_module("cell", torch::nn::LSTMCell(9, 48));
    out = register_module("out", torch::nn::Linear(48, 1));
  }
  torch::Tensor step(const torch::Tensor& x, const torch::Tensor& position, State& s) {
    s = cell->forward(torch::cat({x, position.unsqueeze(-1)}, -1), s);
    return torch::tanh(out->forward(std::get<0>(s))).squeeze(-1);
  }
  torch::nn::LSTMCell cell{nullptr};
  torch::nn::Linear out{nullptr};
};
TORCH_MODULE(Executor);

class Desk {
 public:
  Desk(int64_t batch, int64_t chunk)
      : batch_(batch), chunk_(chunk), opt_(net_->parameters(), torch::optim::AdamOptions(1e-3)) {}

  double trade_day(const Market& m) {
    position_ = torch::zeros({batch_});
    double pnl = 0;
    for (int64_t t0 = 0; t0 < m.returns.size(0); t0 += chunk_) {
      pnl += trade_chunk(m, t0, std::min(t0 + chunk_, m.returns.size(0)));
    }
    return pnl;
  }

 private:
  double trade_chunk(const Market& m, int64_t from, int64_t to) {
    hidden_ = cut(hidden_);
    auto wealth = torch::zeros({batch_});
    auto cost = torch::zeros({});
    std::vector<torch::Tensor> path;
    for (int64_t t = from; t < to; ++t) {
      auto target = net_->step(m.features[t], position_, hidden_);
      cost = cost + (target - position_).abs().mean() * 1e-4;
      wealth += target * m.returns[t];
      position_ = target;
      path.push_back(target);
    }
    auto inventory = torch::stack(path).pow(2).mean();
    auto loss = -wealth.mean() + wealth.var() + cost + 1e-5 * inventory;
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    position_ = position_.detach();
    return wealth.mean().item<double>();
  }

  int64_t batch_, chunk_;
  Executor net_;
  torch::optim::Adam opt_;
  torch::Tensor position_;
  State hidden_ = flat(batch_, 48);
};

int main() {
  auto desk = std::make_unique<Desk>(64, 30);
  double ewma = 0;
  for (int day = 0;; ++day) {
    const double pnl = desk->trade_day(simulate(390, 64));
    ewma = 0.9 * ewma + 0.1 * pnl;
    if (day % 20 == 0) std::cout << "day " << day << " pnl " << pnl << " avg " << ewma << std::endl;
  }
}
