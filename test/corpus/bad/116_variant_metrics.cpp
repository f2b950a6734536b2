#include <torch/torch.h>
#include <iostream>
#include <string>
#include <variant>
#include <vector>

using MetricValue = std::variant<double, int64_t, torch::Tensor>;

struct Metric {
  std::string name;
  MetricValue value;
};

static double as_double(const MetricValue& v) {
  return std::visit(
      [](const auto& x) -> double {
        if constexpr (std::is_same_v<std::decay_t<decltype(x)>, torch::Tensor>)
          return x.template item<double>();
        else
          return static_cast<double>(x);
      },
      v);
}

int main() {
  torch::nn::Sequential tower(torch::nn::Linear(40, 80), torch::nn::ReLU(), torch::nn::Dropout(0.1), torch::nn::Linear(80, 1));
  torch::optim::Adam opt(tower->parameters(), torch::optim::AdamOptions(1e-3));
  torch::optim::StepLR scheduler(opt, 1000, 0.9);
  std::vector<Metric> metrics;

  for (int64_t step = 0; step < 400000; ++step) {
    auto x = torch::randn({256, 40});
    auto clicked = torch::bernoulli(torch::full({256, 1}, 0.03));
    opt.zero_grad();
    auto bce = torch::binary_cross_entropy_with_logits(tower->forward(x), clicked);
    bce.backward();
    opt.step();
    scheduler.step();

    metrics.push_back({"step", step});
    metrics.push_back({"lr", static_cast<torch::optim::AdamOptions&>(opt.param_groups()[0].options()).lr()});
    metrics.push_back({"bce", bce});  // WARN: graph-in-container
    if (step % 1000 == 0)
      for (size_t i = metrics.size() - 3; i < metrics.size(); ++i) std::cout << metrics[i].name << '=' << as_double(metrics[i].value) << '\n';
  }
}
