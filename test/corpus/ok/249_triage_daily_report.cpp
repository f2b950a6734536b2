#include <torch/torch.h>
#include <iostream>
#include <string>
#include <variant>
#include <vector>

// Outcomes with history are kept for the day's report, which takes them all away.
using Outcome = std::variant<std::string, torch::Tensor>;

struct Counter {
  int64_t refused = 0, urgent = 0;
  void operator()(const std::string&) { ++refused; }
  void operator()(const torch::Tensor& risk) { urgent += risk.max().item<float>() > 0.8f; }
};

class Day {
 public:
  void file(Outcome outcome) { outcomes_.push_back(std::move(outcome)); }
  bool over() const { return outcomes_.size() >= 300; }
  std::vector<Outcome> close() {
    std::vector<Outcome> done;
    done.swap(outcomes_);
    return done;
  }

 private:
  std::vector<Outcome> outcomes_;
};

void report(const std::vector<Outcome>& outcomes) {
  Counter counter;
  for (const auto& outcome : outcomes) std::visit(counter, outcome);
  std::cout << counter.refused << " refused, " << counter.urgent << " urgent\n";
}

class Triage {
 public:
  Outcome assess(const torch::Tensor& image) {
    if (image.std().item<float>() < 0.01f) return std::string("empty");
    return torch::sigmoid(net_->forward(image.flatten().unsqueeze(0)));
  }

 private:
  torch::nn::Sequential net_{torch::nn::Linear(1024, 64), torch::nn::ReLU(), torch::nn::Linear(64, 14)};
};

int main() {
  Triage triage;
  Day day;
  while (true) {
    day.file(triage.assess(torch::rand({32, 32})));
    if (day.over()) report(day.close());
  }
}
