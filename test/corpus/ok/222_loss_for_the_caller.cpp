#include <torch/torch.h>
#include <deque>
#include <iostream>
#include <memory>

// A task of a multi-task network gives its loss; what is done with it is the
// business of the trainer.
class Task {
 public:
  virtual ~Task() = default;
  virtual torch::Tensor loss(const torch::Tensor& features, const torch::Tensor& x) = 0;
  virtual std::vector<torch::Tensor> parameters() const = 0;
};

template <int Power>
class Moment : public Task {
 public:
  torch::Tensor loss(const torch::Tensor& features, const torch::Tensor& x) override {
    return torch::mse_loss(head_->forward(features), x.pow(Power).mean(1, true));
  }
  std::vector<torch::Tensor> parameters() const override { return head_->parameters(); }

 private:
  torch::nn::Linear head_{32, 1};
};

class MultiTask {
 public:
  MultiTask() {
    tasks_.push_back(std::make_unique<Moment<1>>());
    tasks_.push_back(std::make_unique<Moment<2>>());
    auto all = trunk_->parameters();
    for (auto& task : tasks_) {
      for (auto& p : task->parameters()) all.push_back(p);
    }
    optimizer_ = std::make_unique<torch::optim::Adam>(all, 1e-3);
  }
  torch::Tensor step(const torch::Tensor& x) {
    auto features = trunk_->forward(x);
    std::vector<torch::Tensor> losses;
    for (auto& task : tasks_) losses.push_back(task->loss(features, x));
    auto loss = torch::stack(losses).sum();
    optimizer_->zero_grad();
    loss.backward();
    optimizer_->step();
    return loss;
  }

 private:
  torch::nn::Sequential trunk_{torch::nn::Linear(8, 32), torch::nn::Tanh()};
  std::vector<std::unique_ptr<Task>> tasks_;
  std::unique_ptr<torch::optim::Adam> optimizer_;
};

int main() {
  MultiTask training;
  std::deque<float> recent;
  torch::Tensor last;
  for (int64_t i = 0; i < 10000000; ++i) {
    last = training.step(torch::randn({32, 8}));
    recent.push_back(last.item<float>());
    if (recent.size() > 100) recent.pop_front();
    if (i % 1000 == 0) std::cout << i << " " << recent.back() << " " << last.requires_grad() << "\n";
  }
}
