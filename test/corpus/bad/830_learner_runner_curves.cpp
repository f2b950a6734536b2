#include <torch/torch.h>

#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

struct Batch {
  torch::Tensor x;
  torch::Tensor y;
};

class Learner {
 public:
  explicit Learner(std::string name) : name_(std::move(name)) {}
  virtual ~Learner() = default;

  const std::string& name() const { return name_; }
  virtual torch::Tensor update(const Batch& batch) = 0;

 private:
  std::string name_;
};

class MlpLearner : public Learner {
 public:
  MlpLearner(std::string name, int64_t width, double lr)
      : Learner(std::move(name)),
        net_(torch::nn::Linear(32, width), torch::nn::GELU(), torch::nn::Linear(width, 5)),
        opt_(net_->parameters(), torch::optim::AdamWOptions(lr)) {}

  torch::Tensor update(const Batch& batch) override {
    opt_.zero_grad();
    auto loss = torch::nn::functional::cross_entropy(net_->forward(batch.x), batch.y);
    loss.backward();
    opt_.step();
    return loss;
  }

 private:
  torch::nn::Sequential net_;
  torch::optim::AdamW opt_;
};

// Never learns; gives the level of guessing.
class UniformLearner : public Learner {
 public:
  UniformLearner() : Learner("uniform") {}
  torch::Tensor update(const Batch& batch) override {
    auto logits = torch::zeros({batch.x.size(0), 5});
    return torch::nn::functional::cross_entropy(logits, batch.y);
  }
};

class Runner {
 public:
  void add(std::unique_ptr<Learner> learner) { learners_.push_back(std::move(learner)); }

  void run(int64_t rounds) {
    for (int64_t r = 0; r < rounds; ++r) {
      const Batch batch{torch::randn({96, 32}), torch::randint(0, 5, {96}, torch::kLong)};
      for (auto& learner : learners_) {
        curves_[learner->name()].push_back(learner->update(batch));  // WARN: attached-return
      }
      if ((r + 1) % 500 == 0) report(r + 1);
    }
  }

 private:
  void report(int64_t round) const {
    std::cout << "round " << round;
    for (const auto& [name, curve] : curves_) {
      double sum = 0;
      for (auto it = curve.end() - 500; it != curve.end(); ++it) sum += it->item<double>();
      std::cout << "  " << name << '=' << sum / 500;
    }
    std::cout << '\n';
  }

  std::vector<std::unique_ptr<Learner>> learners_;
  std::map<std::string, std::vector<torch::Tensor>> curves_;
};

int main() {
  Runner runner;
  runner.add(std::make_unique<UniformLearner>());
  runner.add(std::make_unique<MlpLearner>("small", 64, 1e-3));
  runner.add(std::make_unique<MlpLearner>("large", 512, 3e-4));
  runner.run(10'000'000);
}
