#include <torch/torch.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

// Invariant risk style training: the size of each environment's weight gradient is a regulariser.

struct Domain {
  std::string name;
  double shift;
  std::pair<torch::Tensor, torch::Tensor> batch(int64_t n) const {
    auto x = torch::randn({n, 10}) + shift;
    auto y = (x.narrow(1, 0, 3).sum(1, true) > 3 * shift).to(torch::kFloat);
    return {x, y};
  }
};

class ScorerImpl : public torch::nn::Module {
 public:
  ScorerImpl() {
    hidden_ = register_module("hidden", torch::nn::Linear(10, 64));
    out_ = register_module("out", torch::nn::Linear(64, 1));
    scale_ = register_parameter("scale", torch::ones({1}));
  }
  torch::Tensor forward(const torch::Tensor& x) { return out_(torch::softplus(hidden_(x))) * scale_; }

 private:
  torch::nn::Linear hidden_{nullptr}, out_{nullptr};
  torch::Tensor scale_;
};
TORCH_MODULE(Scorer);

class InvariantTrainer {
 public:
  explicit InvariantTrainer(double weight)
      : weight_(weight), opt_(scorer_->parameters(), torch::optim::AdamOptions(1e-3).weight_decay(1e-5)) {}

  struct Outcome {
    double risk = 0, pressure = 0;
  };

  Outcome step(const std::vector<Domain>& domains) {
    torch::Tensor risk = torch::zeros({});
    for (const auto& d : domains) {
      auto [x, y] = d.batch(64);
      risk = risk + torch::binary_cross_entropy_with_logits(scorer_(x), y);
    }
    opt_.zero_grad();
    risk.backward({}, /*retain_graph=*/true, /*create_graph=*/true);
    auto pressure = gradient_size();
    opt_.zero_grad();
    (risk + weight_ * pressure).backward();
    opt_.step();
    opt_.zero_grad();
    return {risk.item<double>() / static_cast<double>(domains.size()), pressure.item<double>()};
  }

  double accuracy(const Domain& d) {
    auto [x, y] = d.batch(512);
    auto hit = (scorer_(x) > 0).to(torch::kFloat).eq(y);
    answers_.push_back(hit);
    if (answers_.size() > 50) answers_.erase(answers_.begin());
    return hit.to(torch::kFloat).mean().item<double>();
  }

  void save(const std::string& path) { torch::save(scorer_, path); }

 private:
  torch::Tensor gradient_size() {
    std::vector<torch::Tensor> pieces;
    for (const auto& p : scorer_->parameters()) {
      if (p.grad().defined()) pieces.push_back(p.grad().pow(2).sum());
    }
    return torch::stack(pieces).sum();
  }

  double weight_;
  Scorer scorer_;
  torch::optim::Adam opt_;
  std::vector<torch::Tensor> answers_;
};

int main(int argc, char** argv) {
  const int64_t steps = argc > 1 ? std::atoll(argv[1]) : 40000;
  const double weight = argc > 2 ? std::atof(argv[2]) : 0.1;
  const std::vector<Domain> sites{{"north", -0.5}, {"south", 0.0}, {"harbour", 0.7}};
  const Domain unseen{"airport", 1.2};
  InvariantTrainer trainer(weight);
  std::vector<InvariantTrainer::Outcome> log;
  for (int64_t s = 0; s < steps; ++s) {
    log.push_back(trainer.step(sites));
    if (s % 200 == 0) {
      std::cout << s << " risk " << log.back().risk << " pressure " << log.back().pressure << " unseen "
                << trainer.accuracy(unseen) << "\n";
      log.clear();
    }
  }
  trainer.save("invariant.pt");
}
