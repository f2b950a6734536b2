#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <memory>
#include <vector>

// Callbacks may keep what they get: the learner gives them values without history.
class Callback {
 public:
  virtual ~Callback() = default;
  virtual void on_step(int64_t step, const torch::Tensor& loss) = 0;
};

class MeanLoss : public Callback {
 public:
  void on_step(int64_t step, const torch::Tensor& loss) override {
    total_ += loss;
    if (step % 1000 == 999) std::cout << "mean " << (total_ / (step + 1)).item<float>() << "\n";
  }

 private:
  torch::Tensor total_ = torch::zeros({});
};

class Trend : public Callback {
 public:
  void on_step(int64_t step, const torch::Tensor& loss) override {
    slow_ = slow_.defined() ? torch::lerp(slow_, loss, 0.001) : loss;
    fast_ = fast_.defined() ? torch::lerp(fast_, loss, 0.1) : loss;
    if (step % 1000 == 999) std::cout << (slow_ - fast_).item<float>() << "\n";
  }

 private:
  torch::Tensor slow_, fast_;
};

class Learner {
 public:
  void add(std::unique_ptr<Callback> callback) { callbacks_.push_back(std::move(callback)); }
  void fit() {
    for (int64_t step = 0;; ++step) {
      auto x = torch::randn({16, 4});
      auto loss = torch::mse_loss(net_(x), x.sin());
      optimizer_.zero_grad();
      loss.backward();
      optimizer_.step();
      tell(step, loss.detach());
    }
  }

 private:
  void tell(int64_t step, const torch::Tensor& value) {
    for (auto& callback : callbacks_) callback->on_step(step, value);
  }
  torch::nn::Linear net_{4, 4};
  torch::optim::SGD optimizer_{net_->parameters(), 1e-2};
  std::vector<std::unique_ptr<Callback>> callbacks_;
};

int main() {
  Learner learner;
  learner.add(std::make_unique<MeanLoss>());
  learner.add(std::make_unique<Trend>());
  learner.fit();
}
