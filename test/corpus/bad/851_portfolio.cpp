#include <torch/torch.h>
#include <iostream>
#include <memory>

using torch::Tensor;

// daily rebalancing, weights come out of a small net
struct AllocatorImpl : torch::nn::Module {
  explicit AllocatorImpl(int n) : l1(n * 5, 64), l2(64, n) {
    register_module("l1", l1);
    register_module("l2", l2);
  }
  Tensor forward(const Tensor& feats) { return torch::softmax(l2(torch::relu(l1(feats))), -1); }
  torch::nn::Linear l1, l2;
};
TORCH_MODULE(Allocator);

struct Market {
  int n;
  Tensor feats;
  Tensor returns;
  void next() {
    feats = torch::randn({n * 5});
    returns = 0.01 * torch::randn({n});
  }
};

struct Account {
  Tensor log_wealth = torch::zeros({});
  Tensor last_w;
  double worst_day = 0;
  void book(const Tensor& day_return, const Tensor& w) {
    log_wealth = log_wealth + day_return;  // WARN: graph-accumulation
    worst_day = std::min(worst_day, day_return.item<double>());
    last_w = w.detach();
  }
};

Tensor turnover_cost(const Account& acc, const Tensor& w) {
  if (!acc.last_w.defined()) return torch::zeros({});
  return 0.001 * (w - acc.last_w).abs().sum();
}

int main() {
  const int assets = 20;
  Allocator net(assets);
  torch::optim::SGD opt(net->parameters(), torch::optim::SGDOptions(0.01).momentum(0.9));
  Market mkt{assets, {}, {}};
  Account acc;

  long day = 0;
  for (;;) {
    mkt.next();
    auto w = net->forward(mkt.feats);
    auto r = torch::log1p((w * mkt.returns).sum()) - turnover_cost(acc, w);

    opt.zero_grad();
    (-r).backward();
    opt.step();
    acc.book(r, w);

    if (++day % 250 == 0) {
      std::cout << "year " << day / 250 << " wealth " << acc.log_wealth.exp().item<double>()
                << " worst " << acc.worst_day << std::endl;
    }
  }
}
