#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace voice {

struct StepResult {
  torch::Tensor loss;
  torch::Tensor logits;
  int64_t step = 0;
};

struct EpochSummary {
  double mean = 0;
  double worst = 0;
  int64_t worst_step = -1;
};

class Verifier {
 public:
  Verifier(int64_t features, int64_t speakers)
      : net_(torch::nn::Linear(features, 256), torch::nn::ReLU(), torch::nn::Dropout(0.1),
             torch::nn::Linear(256, speakers)),
        opt_(net_->parameters(), torch::optim::SGDOptions(0.05).nesterov(true).momentum(0.9)) {}

  StepResult step(const torch::Tensor& x, const torch::Tensor& y) {
    opt_.zero_grad();
    StepResult r;
    r.logits = net_->forward(x);
    r.loss = torch::nn::functional::cross_entropy(r.logits, y);
    r.loss.backward();
    opt_.step();
    r.step = ++steps_;
    return r;
  }

 private:
  torch::nn::Sequential net_;
  torch::optim::SGD opt_;
  int64_t steps_ = 0;
};

class Run {
 public:
  explicit Run(Verifier& verifier) : verifier_(verifier) {}

  EpochSummary epoch(int batches) {
    std::vector<StepResult> results;
    results.reserve(static_cast<std::size_t>(batches));
    for (int b = 0; b < batches; ++b) {
      results.push_back(verifier_.step(torch::randn({64, 192}), torch::randint(0, 500, {64}, torch::kLong)));
      remember(results.back());
    }
    return summarise(results);
  }

  std::optional<double> hardest() const {
    if (!hardest_) return std::nullopt;
    return hardest_->loss.item<double>();
  }

 private:
  void remember(const StepResult& r) {
    if (!hardest_ || r.loss.item<double>() > hardest_->loss.item<double>()) hardest_ = r;
  }

  static EpochSummary summarise(const std::vector<StepResult>& results) {
    EpochSummary s;
    if (results.empty()) return s;
    auto by_loss = [](const StepResult& a, const StepResult& b) { return a.loss.item<double>() < b.loss.item<double>(); };
    const auto worst = std::max_element(results.begin(), results.end(), by_loss);
    s.worst = worst->loss.item<double>();
    s.worst_step = worst->step;
    for (const auto& r : results) s.mean += r.loss.item<double>() / static_cast<double>(results.size());
    return s;
  }

  Verifier& verifier_;
  std::optional<StepResult> hardest_;
};

}  // namespace voice

int main() {
  voice::Verifier verifier(192, 500);
  voice::Run run(verifier);
  double best = std::numeric_limits<double>::max();
  for (int epoch = 0; epoch < 20000; ++epoch) {
    const auto s = run.epoch(250);
    best = std::min(best, s.mean);
    std::cout << "epoch " << epoch << " mean " << s.mean << " (best " << best << ") worst " << s.worst << " at "
              << s.worst_step << " hardest ever " << run.hardest().value_or(0.0) << '\n';
  }
}
