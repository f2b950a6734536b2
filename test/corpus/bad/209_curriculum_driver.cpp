#include <torch/torch.h>
#include <iostream>
#include <map>
#include <memory>
#include <vector>

class Learner {
 public:
  virtual ~Learner() = default;
  virtual torch::Tensor learn(const torch::Tensor& x, const torch::Tensor& y) = 0;
};

class Regression : public Learner {
 public:
  Regression() : opt_(net_->parameters(), 0.01) {}
  torch::Tensor learn(const torch::Tensor& x, const torch::Tensor& y) override {
    opt_.zero_grad();
    auto loss = torch::nn::functional::smooth_l1_loss(net_->forward(x), y);
    loss.backward();
    opt_.step();
    return loss;
  }

 private:
  torch::nn::Linear net_{8, 1};
  torch::optim::SGD opt_;
};

class Driver {
 public:
  explicit Driver(std::unique_ptr<Learner> l) : learner_(std::move(l)) {}
  void advance(int level) {
    auto x = torch::randn({32, 8}) * level;
    by_level_[level].push_back(learner_->learn(x, x.sum(1, true)));  // WARN: attached-return
  }

 private:
  std::unique_ptr<Learner> learner_;
  std::map<int, std::vector<torch::Tensor>> by_level_;
};

int main() {
  Driver driver(std::make_unique<Regression>());
  for (int i = 0; i < 100000; ++i) driver.advance(1 + i % 5);
}
