#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

namespace online {

struct Sample {
  torch::Tensor x;
  torch::Tensor y;
};

class Learner {
 public:
  virtual ~Learner() = default;
  virtual torch::Tensor observe(const Sample& s) = 0;
};

class MlpLearner final : public Learner {
 public:
  explicit MlpLearner(int64_t features)
      : net_(torch::nn::Linear(features, 256), torch::nn::Tanh(), torch::nn::Linear(256, 1)),
        optimizer_(net_->parameters(), torch::optim::AdagradOptions(0.01)) {}

  torch::Tensor observe(const Sample& s) override {
    optimizer_.zero_grad();
    auto err = torch::smooth_l1_loss(net_->forward(s.x), s.y);
    err.backward();
    optimizer_.step();
    return err;
  }

 private:
  torch::nn::Sequential net_;
  torch::optim::Adagrad optimizer_;
};

class DriftMonitor {
 public:
  void note(torch::Tensor err) {
    errs_.emplace_back(std::move(err));  // WARN: attached-return
  }

  double percentile(double p) const {
    if (errs_.empty()) return 0.0;
    std::vector<double> v(errs_.size());
    std::transform(errs_.begin(), errs_.end(), v.begin(),
                   [](const torch::Tensor& t) { return t.item<double>(); });
    const auto k = static_cast<std::size_t>(p * static_cast<double>(v.size() - 1));
    std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(k), v.end());
    return v[k];
  }

 private:
  std::vector<torch::Tensor> errs_;
};

class SensorFeed {
 public:
  SensorFeed(int64_t features, int64_t batch)
      : batch_(batch), w_(torch::randn({features, 1})) {}
  Sample next() {
    w_ += 0.001 * torch::randn_like(w_);
    auto x = torch::randn({batch_, w_.size(0)});
    return {x, x.matmul(w_) + 0.05 * torch::randn({batch_, 1})};
  }

 private:
  int64_t batch_;
  torch::Tensor w_;
};

}  // namespace online

int main() {
  using namespace online;
  constexpr int64_t kFeatures = 24;
  std::unique_ptr<Learner> learner = std::make_unique<MlpLearner>(kFeatures);
  SensorFeed feed(kFeatures, 32);
  DriftMonitor monitor;

  for (std::size_t i = 0;; ++i) {
    const Sample s = feed.next();
    monitor.note(learner->observe(s));
    if (i % 2000 == 1999)
      std::cout << "median " << monitor.percentile(0.5) << "  p95 " << monitor.percentile(0.95) << '\n';
  }
}
