// Fits a quoting model on replayed trading days; one optimiser step per day.
#include <torch/torch.h>
#include <iostream>
#include <vector>

struct Tick {
  torch::Tensor book;
  float move;
};

struct Day {
  std::vector<Tick> ticks;
};

Day replay(int n) {
  Day d;
  d.ticks.reserve(n);
  for (int i = 0; i < n; ++i) d.ticks.push_back({torch::randn({10}), 0.1f * float(i % 7 - 3)});
  return d;
}

class Quoter {
 public:
  Quoter() : net_(torch::nn::Linear(10, 32), torch::nn::GELU(), torch::nn::Linear(32, 2)) {}

  void begin_day() {
    pnl_ = torch::zeros({});
    fills_ = 0;
  }
  void on_tick(const Tick& t) {
    auto q = torch::softplus(net_->forward(t.book));
    auto p_bid = torch::sigmoid(-q[0] - t.move);
    auto p_ask = torch::sigmoid(-q[1] + t.move);
    pnl_ += p_bid * (q[0] + t.move) + p_ask * (q[1] - t.move);
    fills_ += (p_bid + p_ask).item<double>();
  }
  torch::Tensor pnl() const { return pnl_; }
  double fills() const { return fills_; }
  std::vector<torch::Tensor> parameters() { return net_->parameters(); }

 private:
  torch::nn::Sequential net_;
  torch::Tensor pnl_;
  double fills_ = 0;
};

int main() {
  Quoter q;
  torch::optim::Adam opt(q.parameters(), 1e-3);
  double total = 0, best = -1e9;

  for (long day = 0;; ++day) {
    const Day d = replay(390);
    q.begin_day();
    for (const auto& t : d.ticks) q.on_tick(t);

    auto loss = -q.pnl() / double(d.ticks.size());
    opt.zero_grad();
    loss.backward();
    opt.step();

    const double pnl = q.pnl().item<double>();
    total += pnl;
    best = std::max(best, pnl);
    if (day % 20 == 0)
      std::cout << "day " << day << " pnl " << pnl << " best " << best << " sum " << total << " fills "
                << q.fills() << "\n";
  }
}
