// Trainer with a metric window, early-warning on spikes and a best-K checkpoint manager.
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ckpt {

struct Snapshot {
  double score;
  int64_t step;
  std::vector<torch::Tensor> weights;
};

class CheckpointManager {
 public:
  explicit CheckpointManager(size_t keep) : keep_(keep) {}

  void offer(double score, int64_t step, torch::nn::Module& module) {
    if (best_.size() == keep_ && score >= best_.back().score) return;
    Snapshot s{score, step, {}};
    for (const auto& p : module.parameters()) s.weights.push_back(p.detach().clone());
    best_.push_back(std::move(s));
    std::sort(best_.begin(), best_.end(), [](const auto& a, const auto& b) { return a.score < b.score; });
    if (best_.size() > keep_) best_.pop_back();
  }

  void restoreBest(torch::nn::Module& module) const {
    if (best_.empty()) return;
    torch::NoGradGuard no_grad;
    auto params = module.parameters();
    for (size_t i = 0; i < params.size(); ++i) params[i].copy_(best_.front().weights[i]);
  }

  double bestScore() const { return best_.empty() ? 1e30 : best_.front().score; }

 private:
  size_t keep_;
  std::vector<Snapshot> best_;
};

template <size_t N>
class MetricWindow {
 public:
  void push(const torch::Tensor& value) {
    ring_[next_] = value.detach().to(torch::kCPU);
    next_ = (next_ + 1) % N;
    filled_ = std::min(filled_ + 1, N);
  }
  bool full() const { return filled_ == N; }
  torch::Tensor values() const { return torch::stack(std::vector<torch::Tensor>(ring_.begin(), ring_.begin() + filled_)); }

 private:
  std::array<torch::Tensor, N> ring_;
  size_t next_ = 0, filled_ = 0;
};

}  // namespace ckpt

class AutoencoderTrainer {
 public:
  AutoencoderTrainer()
      : net_(torch::nn::Linear(300, 64), torch::nn::ELU(), torch::nn::Linear(64, 300)),
        optim_(net_->parameters(), torch::optim::AdamOptions(1e-3)),
        manager_(3),
        basis_(torch::randn({12, 300})) {}

  void step() {
    auto x = torch::mm(torch::randn({80, 12}), basis_);
    optim_.zero_grad();
    auto loss = torch::mse_loss(net_->forward(x), x);
    loss.backward();
    optim_.step();
    window_.push(loss);
    ++step_;
    if (step_ % 100 == 0) checkpoint();
  }

  int64_t steps() const { return step_; }
  double best() const { return manager_.bestScore(); }

 private:
  void checkpoint() {
    const auto v = window_.values();
    const double mean = v.mean().item<double>();
    if (window_.full() && mean > 3.0 * manager_.bestScore()) {
      std::cerr << "loss spike at " << step_ << ", going back\n";
      manager_.restoreBest(*net_);
      return;
    }
    manager_.offer(mean, step_, *net_);
  }

  torch::nn::Sequential net_;
  torch::optim::Adam optim_;
  ckpt::CheckpointManager manager_;
  ckpt::MetricWindow<64> window_;
  torch::Tensor basis_;
  int64_t step_ = 0;
};

int main() {
  AutoencoderTrainer t;
  while (t.steps() < 8000000) {
    t.step();
    if (t.steps() % 5000 == 0) std::cout << t.steps() << " best " << t.best() << '\n';
  }
}
