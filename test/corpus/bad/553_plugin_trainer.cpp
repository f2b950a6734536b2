#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fw {

struct Batch {
  torch::Tensor x, y;
};

struct StepReport {
  torch::Tensor objective;
  double gradNorm = 0;
};

class Task {
 public:
  virtual ~Task() = default;
  virtual torch::Tensor objective(const Batch&) = 0;
  virtual std::vector<torch::Tensor> parameters() const = 0;
};

class Regression final : public Task {
 public:
  torch::Tensor objective(const Batch& b) override { return torch::mse_loss(net_->forward(b.x), b.y); }
  std::vector<torch::Tensor> parameters() const override { return net_->parameters(); }

 private:
  torch::nn::Sequential net_{torch::nn::Linear(20, 200), torch::nn::Tanh(), torch::nn::Linear(200, 1)};
};

class Engine {
 public:
  explicit Engine(std::unique_ptr<Task> task) : task_(std::move(task)), opt_(task_->parameters(), 1e-3) {}

  StepReport advance(const Batch& b) {
    opt_.zero_grad();
    StepReport r;
    r.objective = task_->objective(b);
    r.objective.backward();
    r.gradNorm = torch::nn::utils::clip_grad_norm_(task_->parameters(), 1.0);
    opt_.step();
    return r;
  }

 private:
  std::unique_ptr<Task> task_;
  torch::optim::Adam opt_;
};

class Chronicle {
 public:
  void note(const std::string& phase, StepReport r) {
    phases_[phase].push_back(std::move(r));  // WARN: attached-return
  }
  double last(const std::string& phase) const {
    auto it = phases_.find(phase);
    return it == phases_.end() || it->second.empty() ? 0.0 : it->second.back().objective.item<double>();
  }

 private:
  std::map<std::string, std::vector<StepReport>> phases_;
};

}  // namespace fw

int main() {
  fw::Engine engine(std::make_unique<fw::Regression>());
  fw::Chronicle chronicle;

  auto source = [] {
    auto x = torch::randn({64, 20});
    return fw::Batch{x, x.pow(2).sum(1, true)};
  };
  for (long step = 0;; ++step) {
    const auto* phase = step < 1000 ? "warmup" : "main";
    chronicle.note(phase, engine.advance(source()));
    if (step % 250 == 0) std::cout << phase << ' ' << step << ' ' << chronicle.last(phase) << '\n';
  }
}
