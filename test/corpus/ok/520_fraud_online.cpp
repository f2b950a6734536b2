#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <optional>
#include <string>

struct Payment {
  torch::Tensor features;
  torch::Tensor label;
};

struct Report {
  double loss = 0;
  double positives = 0;
};

class Scorer : public torch::nn::Module {
 public:
  virtual torch::Tensor score(const torch::Tensor& x) = 0;
};

class MlpScorer : public Scorer {
 public:
  MlpScorer() {
    a_ = register_module("a", torch::nn::Linear(20, 50));
    b_ = register_module("b", torch::nn::Linear(50, 1));
  }
  torch::Tensor score(const torch::Tensor& x) override { return b_(torch::leaky_relu(a_(x))).squeeze(-1); }

 private:
  torch::nn::Linear a_{nullptr}, b_{nullptr};
};

class Objective {
 public:
  explicit Objective(double weight) : weight_(weight) {}
  torch::Tensor operator()(Scorer& s, const Payment& p) {
    auto z = s.score(p.features);
    last_scores_ = torch::sigmoid(z);
    auto w = 1 + p.label * (weight_ - 1);
    return torch::binary_cross_entropy_with_logits(z, p.label, w);
  }
  const torch::Tensor& last_scores() const { return last_scores_; }

 private:
  double weight_;
  torch::Tensor last_scores_;
};

class OnlineTrainer {
 public:
  explicit OnlineTrainer(std::unique_ptr<Scorer> s)
      : scorer_(std::move(s)), opt_(scorer_->parameters(), torch::optim::SGDOptions(0.01).momentum(0.9)) {}

  Report absorb(const Payment& p) {
    auto loss = forward_pass(p);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    if (!best_ || loss.item<double>() < best_->item<double>()) best_ = loss;
    return {loss.item<double>(), objective_.last_scores().gt(0.5).to(torch::kFloat).mean().item<double>()};
  }
  double best() const { return best_ ? best_->item<double>() : 0.0; }

 private:
  torch::Tensor forward_pass(const Payment& p) {
    scorer_->train();
    return objective_(*scorer_, p);
  }

  std::unique_ptr<Scorer> scorer_;
  torch::optim::SGD opt_;
  Objective objective_{20.0};
  std::optional<torch::Tensor> best_;
};

int main() {
  OnlineTrainer trainer(std::make_unique<MlpScorer>());
  auto direction = torch::randn({20});
  Report total;
  for (long n = 1;; ++n) {
    auto x = torch::randn({64, 20});
    auto r = trainer.absorb({x, x.mv(direction).gt(8).to(torch::kFloat)});
    total.loss += r.loss;
    total.positives += r.positives;
    if (n % 1000 == 0) {
      std::cout << n << ": loss " << total.loss / 1000 << " flagged " << total.positives / 1000 << " best "
                << trainer.best() << std::endl;
      total = Report{};
    }
  }
}
