#include <torch/torch.h>

#include <cstdio>
#include <deque>
#include <limits>
#include <map>
#include <string>

using StateDict = std::map<std::string, torch::Tensor>;

StateDict snapshot(torch::nn::Module& m) {
  torch::NoGradGuard guard;
  StateDict sd;
  for (const auto& p : m.named_parameters()) sd[p.key()] = p.value().clone();
  for (const auto& b : m.named_buffers()) sd[b.key()] = b.value().clone();
  return sd;
}

void restore(torch::nn::Module& m, const StateDict& sd) {
  torch::NoGradGuard guard;
  for (auto& p : m.named_parameters()) p.value().copy_(sd.at(p.key()));
  for (auto& b : m.named_buffers()) b.value().copy_(sd.at(b.key()));
}

// rolls the weights back when the loss explodes
class Keeper {
 public:
  explicit Keeper(size_t depth) : depth_(depth) {}

  void save(torch::nn::Module& m) {
    snaps_.push_back(snapshot(m));
    while (snaps_.size() > depth_) snaps_.pop_front();
  }

  bool rollback(torch::nn::Module& m) {
    if (snaps_.empty()) return false;
    restore(m, snaps_.front());
    return true;
  }

 private:
  size_t depth_;
  std::deque<StateDict> snaps_;
};

// running first and second moment of the gradients, per parameter
class GradStats {
 public:
  void update(torch::nn::Module& m) {
    for (auto& p : m.named_parameters()) {
      auto g = p.value().grad();
      if (!g.defined()) continue;
      auto& s = stats_[p.key()];
      if (!s.mean.defined()) {
        s.mean = torch::zeros_like(g);
        s.sq = torch::zeros_like(g);
      }
      s.mean = 0.98 * s.mean + 0.02 * g;
      s.sq.mul_(0.98).addcmul_(g, g, 0.02);
    }
  }

  double noise_scale() const {
    double num = 0, den = 1e-12;
    for (const auto& kv : stats_) {
      auto sq_mean = kv.second.mean.pow(2);
      num += (kv.second.sq - sq_mean).sum().item<double>();
      den += sq_mean.sum().item<double>();
    }
    return num / den;
  }

 private:
  struct Moments {
    torch::Tensor mean, sq;
  };
  std::map<std::string, Moments> stats_;
};

int main() {
  torch::nn::Sequential net(torch::nn::Linear(12, 80), torch::nn::BatchNorm1d(80), torch::nn::ReLU(),
                            torch::nn::Linear(80, 1));
  torch::optim::SGD opt(net->parameters(), torch::optim::SGDOptions(0.1).momentum(0.9));
  Keeper keeper(3);
  GradStats stats;
  double smooth = std::numeric_limits<double>::quiet_NaN();

  for (long step = 1;; ++step) {
    auto x = torch::randn({128, 12});
    auto y = (x * x).sum(1, true);
    auto loss = torch::mse_loss(net->forward(x), y);
    opt.zero_grad();
    loss.backward();
    stats.update(*net);
    opt.step();

    const double v = loss.item<double>();
    smooth = step == 1 ? v : 0.99 * smooth + 0.01 * v;
    if (v > 20 * smooth && keeper.rollback(*net)) std::printf("step %ld: rolled back\n", step);
    if (step % 500 == 0) {
      keeper.save(*net);
      std::printf("step %ld loss %.4f noise %.2f\n", step, smooth, stats.noise_scale());
    }
  }
}
