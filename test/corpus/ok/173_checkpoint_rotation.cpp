#include <torch/torch.h>
#include <deque>
#include <iostream>
#include <limits>
#include <map>
#include <string>

using StateDict = std::map<std::string, torch::Tensor>;

StateDict capture(const torch::nn::Module& m) {
  torch::NoGradGuard g;
  StateDict d;
  for (const auto& p : m.named_parameters()) d[p.key()] = p.value().clone();
  for (const auto& b : m.named_buffers()) d[b.key()] = b.value().clone();
  return d;
}

void restore(torch::nn::Module& m, const StateDict& d) {
  torch::NoGradGuard g;
  for (auto& p : m.named_parameters()) p.value().copy_(d.at(p.key()));
  for (auto& b : m.named_buffers()) b.value().copy_(d.at(b.key()));
}

class BestCheckpoints {
 public:
  explicit BestCheckpoints(size_t k) : k_(k) {}
  bool offer(double score, const torch::nn::Module& m) {
    if (kept_.size() == k_ && score >= kept_.rbegin()->first) return false;
    kept_.emplace(score, capture(m));
    if (kept_.size() > k_) kept_.erase(std::prev(kept_.end()));
    return true;
  }
  const StateDict& best() const { return kept_.begin()->second; }

 private:
  size_t k_;
  std::multimap<double, StateDict> kept_;
};

int main() {
  torch::nn::Sequential net(torch::nn::Linear(10, 20), torch::nn::BatchNorm1d(20), torch::nn::ReLU(), torch::nn::Linear(20, 1));
  torch::optim::SGD opt(net->parameters(), torch::optim::SGDOptions(0.01).nesterov(true).momentum(0.9));
  BestCheckpoints ckpt(3);
  int stale = 0;
  for (int epoch = 0; epoch < 1000 && stale < 20; ++epoch) {
    net->train();
    for (int b = 0; b < 50; ++b) {
      auto x = torch::randn({32, 10});
      opt.zero_grad();
      torch::mse_loss(net->forward(x), x.mean(1, true)).backward();
      opt.step();
    }
    net->eval();
    torch::NoGradGuard g;
    auto xv = torch::randn({256, 10});
    double v = torch::mse_loss(net->forward(xv), xv.mean(1, true)).item<double>();
    stale = ckpt.offer(v, *net) ? 0 : stale + 1;
  }
  restore(*net, ckpt.best());
  torch::save(net, "final.pt");
}
