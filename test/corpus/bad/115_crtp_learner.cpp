#include <torch/torch.h>
#include <deque>
#include <iostream>

template <class Derived>
class LearnerBase {
 public:
  void run(int64_t iterations) {
    for (int64_t i = 0; i < iterations; ++i) iterate(i);
  }
  double smoothed() const {
    double s = 0;
    for (const auto& t : trace_) s += t.template item<double>();
    return s / std::max<size_t>(1, trace_.size());
  }

 protected:
  void iterate(int64_t i) {
    auto& self = static_cast<Derived&>(*this);
    torch::Tensor objective = self.objective(i);
    self.optimizer().zero_grad();
    objective.backward();
    self.optimizer().step();
    trace_.push_back(objective);  // WARN: graph-in-container
  }

 private:
  std::deque<torch::Tensor> trace_;
};

class ContrastiveLearner : public LearnerBase<ContrastiveLearner> {
 public:
  ContrastiveLearner()
      : encoder_(torch::nn::Linear(64, 128), torch::nn::ReLU(), torch::nn::Linear(128, 32)), opt_(encoder_->parameters(), 1e-3) {}

  torch::Tensor objective(int64_t) {
    auto x = torch::randn({128, 64});
    auto a = torch::nn::functional::normalize(encoder_->forward(x + 0.1 * torch::randn_like(x)));
    auto b = torch::nn::functional::normalize(encoder_->forward(x + 0.1 * torch::randn_like(x)));
    auto logits = a.mm(b.t()) / 0.07;
    return torch::nn::functional::cross_entropy(logits, torch::arange(128, torch::kLong));
  }
  torch::optim::Optimizer& optimizer() { return opt_; }

 private:
  torch::nn::Sequential encoder_;
  torch::optim::Adam opt_;
};

int main() {
  ContrastiveLearner learner;
  learner.run(200000);
  std::cout << learner.smoothed() << std::endl;
}
