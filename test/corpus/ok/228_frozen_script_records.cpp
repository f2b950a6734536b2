#include <torch/script.h>
#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <list>
#include <string>

// Scores events with an exported network that was frozen when it was loaded.
torch::jit::Module makeScorer() {
  torch::jit::Module module("Scorer");
  module.register_parameter("w", torch::randn({16, 32}).mul_(0.1).requires_grad_(), false);
  module.register_parameter("v", torch::randn({32, 1}).mul_(0.1).requires_grad_(), false);
  module.define(
      "def forward(self, x):\n"
      "    y = torch.mm(torch.relu(torch.mm(x, self.w)), self.v)\n"
      "    return y, y.sigmoid()\n");
  return module;
}

class Scorer {
 public:
  explicit Scorer(torch::jit::Module module) : module_(std::move(module)) {
    module_.eval();
    for (auto parameter : module_.parameters()) parameter.set_requires_grad(false);
  }
  c10::IValue operator()(const torch::Tensor& x) { return module_.forward({x}); }

 private:
  torch::jit::Module module_;
};

class Journal {
 public:
  void write(const std::string& event, const c10::IValue& scores) {
    entries_.push_front({event, scores});
    summary_ = summary_ + scores.toTuple()->elements()[1].toTensor().mean();
    if (entries_.size() > 500) entries_.pop_back();
  }
  float total() const { return summary_.item<float>(); }

 private:
  std::list<std::pair<std::string, c10::IValue>> entries_;
  torch::Tensor summary_ = torch::zeros({});
};

int main(int argc, char** argv) {
  Scorer scorer(argc > 1 ? torch::jit::load(argv[1]) : makeScorer());
  Journal journal;
  for (int64_t i = 0; i < 100000000; ++i) {
    journal.write("event " + std::to_string(i), scorer(torch::randn({4, 16})));
    if (i % 5000 == 0) std::cout << journal.total() << "\n";
  }
}
