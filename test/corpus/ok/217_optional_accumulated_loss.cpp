#include <torch/torch.h>
#include <iostream>
#include <optional>
#include <utility>

// Sums losses of micro-batches until there is enough for a step.
class Accumulator {
 public:
  Accumulator(torch::optim::Optimizer& optimizer, int64_t every) : optimizer_(optimizer), every_(every) {}

  std::optional<double> add(const torch::Tensor& loss) {
    pending_ = pending_ ? *pending_ + loss : loss;
    if (++count_ % every_ != 0) return std::nullopt;
    return flush();
  }

 private:
  double flush() {
    auto mean = *std::exchange(pending_, std::nullopt) / every_;
    optimizer_.zero_grad();
    mean.backward();
    optimizer_.step();
    return mean.item<double>();
  }
  torch::optim::Optimizer& optimizer_;
  int64_t every_, count_ = 0;
  std::optional<torch::Tensor> pending_;
};

struct NetImpl : torch::nn::Module {
  NetImpl() {
    shared = register_module("shared", torch::nn::Linear(24, 48));
    age = register_module("age", torch::nn::Linear(48, 1));
    group = register_module("group", torch::nn::Linear(48, 5));
  }
  torch::Tensor loss(const torch::Tensor& x, const torch::Tensor& years, const torch::Tensor& groups) {
    auto features = torch::relu(shared(x));
    torch::Tensor total;
    for (const auto& part : {torch::mse_loss(age(features).squeeze(1), years),
                             torch::nn::functional::cross_entropy(group(features), groups)}) {
      total = total.defined() ? total + part : part;
    }
    return total;
  }
  torch::nn::Linear shared{nullptr}, age{nullptr}, group{nullptr};
};
TORCH_MODULE(Net);

int main() {
  Net net;
  torch::optim::AdamW optimizer(net->parameters(), 1e-3);
  Accumulator accumulator(optimizer, 16);
  double average = 0;
  for (int64_t i = 0; i < 10000000; ++i) {
    auto loss = net->loss(torch::randn({4, 24}), torch::rand({4}), torch::randint(0, 5, {4}));
    if (auto mean = accumulator.add(loss)) average = 0.95 * average + 0.05 * *mean;
    if (i % 2000 == 0) std::cout << i << " " << average << "\n";
  }
}
