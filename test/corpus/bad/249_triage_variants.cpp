#include <torch/torch.h>
#include <iostream>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// Radiology triage: an image is refused for a reason or gets a risk for each finding.
using Outcome = std::variant<std::string, torch::Tensor>;

struct Study {
  int64_t id;
  torch::Tensor image;
};

class Gate {
 public:
  std::optional<std::string> refuse(const Study& study) const {
    if (study.image.dim() != 4) return "not an image";
    if (study.image.std().item<float>() < 0.01f) return "empty";
    return std::nullopt;
  }
};

class Triage {
 public:
  Triage()
      : net_(torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 16, 5).stride(2)),
             torch::nn::BatchNorm2d(16),
             torch::nn::ReLU(),
             torch::nn::AdaptiveAvgPool2d(1),
             torch::nn::Flatten(),
             torch::nn::Linear(16, 14)) {
    net_->eval();
  }

  Outcome assess(const Study& study) {
    if (auto reason = gate_.refuse(study)) return *reason;
    return torch::sigmoid(net_->forward(study.image)).squeeze(0);
  }

 private:
  Gate gate_;
  torch::nn::Sequential net_;
};

class Worklist {
 public:
  void file(Outcome outcome) {
    outcomes_.push_back(std::move(outcome));  // WARN: unguarded-inference
  }

  int64_t urgent(double threshold) const {
    int64_t count = 0;
    for (const auto& outcome : outcomes_) {
      if (const auto* risk = std::get_if<torch::Tensor>(&outcome)) count += risk->max().item<double>() > threshold;
    }
    return count;
  }

 private:
  std::vector<Outcome> outcomes_;
};

int main() {
  Triage triage;
  Worklist worklist;
  for (int64_t id = 0;; ++id) {
    Study study{id, torch::rand({1, 1, 64, 64})};
    worklist.file(triage.assess(study));
    if (id % 5000 == 4999) std::cout << worklist.urgent(0.8) << " urgent\n";
  }
}
