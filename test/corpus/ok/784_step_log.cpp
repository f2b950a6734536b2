#include <torch/torch.h>

#include <deque>
#include <iostream>

struct StepEntry {
  int64_t step = 0;
  torch::Tensor data_loss;
  torch::Tensor smoothness;
  double lr = 0.0;

  void seal() {
    data_loss.detach_();
    smoothness.detach_();
  }
};

class StepLog {
 public:
  StepEntry& open(int64_t step) {
    auto& e = entries_.emplace_back();
    e.step = step;
    return e;
  }

  void print(std::ostream& os) const {
    double d = 0, s = 0;
    for (const auto& e : entries_) {
      d += e.data_loss.item<double>();
      s += e.smoothness.item<double>();
    }
    const auto n = static_cast<double>(entries_.size());
    os << "step " << entries_.back().step << " data " << d / n << " smooth " << s / n << "\n";
  }

  void shrink() {
    while (entries_.size() > 256) entries_.pop_front();
  }

 private:
  std::deque<StepEntry> entries_;
};

class FieldTrainer {
 public:
  FieldTrainer()
      : net_(torch::nn::Linear(2, 96), torch::nn::Softplus(), torch::nn::Linear(96, 96), torch::nn::Softplus(),
             torch::nn::Linear(96, 1)),
        opt_(net_->parameters(), torch::optim::AdamOptions(lr_)) {}

  void step(int64_t i) {
    auto& e = log_.open(i);
    auto p = torch::rand({256, 2}) * 2 - 1;
    losses(p, e);
    e.lr = lr_;

    opt_.zero_grad();
    (e.data_loss + 0.05 * e.smoothness).backward();
    opt_.step();
    e.seal();

    if (i % 1000 == 999) {
      log_.print(std::cout);
      log_.shrink();
    }
  }

 private:
  void losses(const torch::Tensor& p, StepEntry& e) {
    auto target = (p.norm(2, 1, true) - 0.5);
    auto out = net_->forward(p);
    e.data_loss = torch::l1_loss(out, target);
    e.smoothness = (net_->forward(p + 0.01 * torch::randn_like(p)) - out).pow(2).mean();
  }

  double lr_ = 5e-4;
  torch::nn::Sequential net_;
  torch::optim::Adam opt_;
  StepLog log_;
};

int main() {
  FieldTrainer t;
  for (int64_t i = 0; i < 3'000'000; ++i) t.step(i);
}
