#include <torch/torch.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

// Preference based reward model: linear probe refitted with L-BFGS whenever new comparisons come in.

struct Comparison {
  torch::Tensor better, worse;
};

struct FitReport {
  int evaluations = 0;
  double start = 0.0, end = 0.0;
};

class RewardModel {
 public:
  explicit RewardModel(int64_t features)
      : net_(torch::nn::Linear(features, 32), torch::nn::Tanh(), torch::nn::Linear(32, 1)) {}

  torch::Tensor operator()(const torch::Tensor& f) { return net_->forward(f).squeeze(1); }

  torch::Tensor preference_loss(const Comparison& c) {
    auto margin = (*this)(c.better) - (*this)(c.worse);
    auto decay = torch::zeros({});
    for (const auto& p : net_->parameters()) decay += p.pow(2).sum();
    return torch::softplus(-margin).mean() + 1e-4 * decay;
  }

  FitReport refit(const Comparison& c, int rounds) {
    torch::optim::LBFGS opt(net_->parameters(),
                            torch::optim::LBFGSOptions(1.0).max_iter(20).history_size(10).line_search_fn("strong_wolfe"));
    FitReport report;
    std::vector<torch::Tensor> evaluated;
    std::function<torch::Tensor()> closure = [&]() -> torch::Tensor {
      opt.zero_grad();
      auto loss = preference_loss(c);
      loss.backward();
      ++report.evaluations;
      evaluated.push_back(loss);
      return loss;
    };
    for (int r = 0; r < rounds; ++r) opt.step(closure);
    report.start = evaluated.front().item<double>();
    report.end = evaluated.back().item<double>();
    return report;
  }

  void save(const std::string& path) { torch::save(net_, path); }

 private:
  torch::nn::Sequential net_;
};

class ComparisonPool {
 public:
  ComparisonPool(int64_t features, int64_t cap)
      : cap_(cap), good_(torch::zeros({cap, features})), bad_(torch::zeros({cap, features})), truth_(torch::randn({features})) {}

  void ask_annotators(int64_t n) {
    auto a = torch::randn({n, truth_.size(0)});
    auto b = torch::randn({n, truth_.size(0)});
    auto pick = (a.matmul(truth_) > b.matmul(truth_)).unsqueeze(1);
    auto win = torch::where(pick, a, b);
    auto lose = torch::where(pick, b, a);
    for (int64_t i = 0; i < n; ++i, ++used_) {
      good_[used_ % cap_] = win[i];
      bad_[used_ % cap_] = lose[i];
    }
  }

  Comparison view() const {
    const int64_t n = std::min(used_, cap_);
    return {good_.slice(0, 0, n), bad_.slice(0, 0, n)};
  }

 private:
  int64_t cap_;
  int64_t used_ = 0;
  torch::Tensor good_, bad_, truth_;
};

int main(int argc, char** argv) {
  const int sessions = argc > 1 ? std::stoi(argv[1]) : 10000;
  ComparisonPool pool(12, 4096);
  RewardModel model(12);
  torch::Tensor best;
  for (int s = 0; s < sessions; ++s) {
    pool.ask_annotators(64);
    const auto report = model.refit(pool.view(), 2);
    auto held_out = model.preference_loss(pool.view());
    if (!best.defined() || held_out.item<double>() < best.item<double>()) {
      best = held_out;
      model.save("reward.pt");
    }
    if (s % 20 == 0) {
      std::cout << "session " << s << " evals " << report.evaluations << " " << report.start << " -> " << report.end
                << " best " << best.item<double>() << std::endl;
    }
  }
}
