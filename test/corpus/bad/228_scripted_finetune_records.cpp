#include <torch/script.h>
#include <torch/torch.h>
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

// Fine-tunes an exported network; everything that goes to the experiment
// tracker is an IValue, as it may be a number, a text or a tensor.
class Tracker {
 public:
  void log(const std::string& key, c10::IValue value) {
    auto& column = columns_[key];
    column.push_back(std::move(value));  // WARN: graph-in-container
  }
  void print() const {
    for (const auto& entry : columns_) std::cout << entry.first << " " << entry.second.back() << "\n";
  }

 private:
  std::unordered_map<std::string, std::vector<c10::IValue>> columns_;
};

torch::jit::Module makeRegressor() {
  torch::jit::Module module("Regressor");
  module.register_parameter("w", torch::randn({16, 32}).mul_(0.1).requires_grad_(), false);
  module.register_parameter("v", torch::randn({32, 1}).mul_(0.1).requires_grad_(), false);
  module.define("def forward(self, x):\n    return torch.mm(torch.relu(torch.mm(x, self.w)), self.v)\n");
  return module;
}

std::vector<torch::Tensor> trainable(const torch::jit::Module& module) {
  std::vector<torch::Tensor> result;
  for (const auto& parameter : module.parameters()) {
    if (parameter.requires_grad()) result.push_back(parameter);
  }
  return result;
}

int main(int argc, char** argv) {
  auto module = argc > 1 ? torch::jit::load(argv[1]) : makeRegressor();
  module.train();
  torch::optim::SGD optimizer(trainable(module), 1e-2);
  Tracker tracker;
  for (int64_t step = 0; step < 10000000; ++step) {
    auto x = torch::randn({32, 16});
    auto predicted = module.forward({x}).toTensor();
    auto residual = predicted - x.mean(1, true);
    optimizer.zero_grad();
    residual.pow(2).mean().backward();
    optimizer.step();
    tracker.log("step", step);
    tracker.log("residual", residual.abs().max());
    if (step % 1000 == 0) tracker.print();
  }
}
