#include <torch/torch.h>
#include <iostream>
#include <list>
#include <memory>
#include <string>

struct Batch {
  torch::Tensor inputs, targets;
};

struct StepResult {
  torch::Tensor loss;
  double accuracy = 0;
};

class Learner {
 public:
  virtual ~Learner() = default;
  virtual StepResult fit(const Batch& batch) = 0;
  virtual std::string name() const = 0;
};

class Logistic : public Learner {
 public:
  StepResult fit(const Batch& batch) override {
    optimizer_.zero_grad();
    auto logits = linear_->forward(batch.inputs).squeeze(1);
    StepResult result;
    result.loss = torch::binary_cross_entropy_with_logits(logits, batch.targets);
    result.accuracy = logits.gt(0).eq(batch.targets.gt(0.5)).to(torch::kFloat).mean().item<double>();
    result.loss.backward();
    optimizer_.step();
    return result;
  }
  std::string name() const override { return "logistic"; }

 private:
  torch::nn::Linear linear_{8, 1};
  torch::optim::SGD optimizer_{linear_->parameters(), 0.1};
};

// Answers what is most frequent; the baseline.
class Majority : public Learner {
 public:
  StepResult fit(const Batch& batch) override {
    ones_ += batch.targets.sum().item<double>();
    seen_ += batch.targets.numel();
    double p = ones_ / seen_;
    return {torch::full({}, 1 - p), p};
  }
  std::string name() const override { return "majority"; }

 private:
  double ones_ = 0;
  int64_t seen_ = 0;
};

class Experiment {
 public:
  explicit Experiment(std::unique_ptr<Learner> learner) : learner_(std::move(learner)) {}
  void run(const Batch& batch) {
    results_.push_back(learner_->fit(batch));  // WARN: attached-return
  }
  void report() const {
    const auto& last = results_.back();
    std::cout << learner_->name() << " " << last.loss.item<float>() << " " << last.accuracy << "\n";
  }

 private:
  std::unique_ptr<Learner> learner_;
  std::list<StepResult> results_;
};

int main(int argc, char**) {
  std::unique_ptr<Learner> learner;
  if (argc > 1) {
    learner = std::make_unique<Majority>();
  } else {
    learner = std::make_unique<Logistic>();
  }
  Experiment experiment(std::move(learner));
  for (int64_t i = 0; i < 10000000; ++i) {
    auto x = torch::randn({64, 8});
    experiment.run({x, x.sum(1).gt(0).to(torch::kFloat)});
    if (i % 1000 == 0) experiment.report();
  }
}
