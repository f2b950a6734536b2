#include <torch/torch.h>
#include <chrono>
#include <iostream>
#include <memory>
#include <vector>

struct StepInfo {
  int64_t step;
  const torch::Tensor& loss;
};

class Callback {
 public:
  virtual ~Callback() = default;
  virtual void on_train_begin() {}
  virtual void on_step_end(const StepInfo& info) = 0;
};

class Throughput : public Callback {
 public:
  void on_train_begin() override { start_ = Clock::now(); }
  void on_step_end(const StepInfo& info) override {
    if (info.step % 10000 != 9999) return;
    std::chrono::duration<double> passed = Clock::now() - start_;
    std::cout << info.step / passed.count() << " steps/s\n";
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_;
};

class MeanLoss : public Callback {
 public:
  void on_train_begin() override {
    total_ = torch::zeros({});
    steps_ = 0;
  }
  void on_step_end(const StepInfo& info) override {
    total_ += info.loss;  // WARN: graph-accumulation
    ++steps_;
    if (steps_ % 5000 == 0) std::cout << "mean loss " << (total_ / steps_).item<float>() << "\n";
  }

 private:
  torch::Tensor total_;
  int64_t steps_ = 0;
};

class Learner {
 public:
  template <typename C, typename... Args>
  void use(Args&&... args) {
    callbacks_.push_back(std::make_unique<C>(std::forward<Args>(args)...));
  }

  void fit(int64_t steps) {
    for (auto& callback : callbacks_) callback->on_train_begin();
    for (int64_t step = 0; step < steps; ++step) {
      auto x = torch::randn({50, 16});
      auto loss = torch::l1_loss(net_->forward(x), x.cumsum(1));
      optimizer_.zero_grad();
      loss.backward();
      optimizer_.step();
      for (auto& callback : callbacks_) callback->on_step_end({step, loss});
    }
  }

 private:
  torch::nn::Sequential net_{torch::nn::Linear(16, 64), torch::nn::ELU(), torch::nn::Linear(64, 16)};
  torch::optim::RMSprop optimizer_{net_->parameters(), 1e-3};
  std::vector<std::unique_ptr<Callback>> callbacks_;
};

int main() {
  Learner learner;
  learner.use<Throughput>();
  learner.use<MeanLoss>();
  learner.fit(20000000);
}
