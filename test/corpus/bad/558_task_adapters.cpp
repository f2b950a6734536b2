#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <memory>
#include <numeric>
#include <vector>

struct TaskSpec {
  double slope, offset;
};

struct AdapterImpl : torch::nn::Module {
  AdapterImpl() {
    in = register_module("in", torch::nn::Linear(16, 128));
    out = register_module("out", torch::nn::Linear(128, 1));
  }
  torch::Tensor forward(const torch::Tensor& x) { return out(torch::tanh(in(x))); }
  torch::nn::Linear in{nullptr}, out{nullptr};
};
TORCH_MODULE(Adapter);

struct Outcome {
  double loss, sharpness;
};

class AdapterFactory {
 public:
  Adapter make() const {
    Adapter a;
    torch::NoGradGuard g;
    for (auto& p : a->parameters()) p.mul_(scale_);
    return a;
  }
  void scale(double s) { scale_ = s; }

 private:
  double scale_ = 0.5;
};

// One quick fit per task; also measures how curved the loss is around the start.
static Outcome adapt(const AdapterFactory& factory, const TaskSpec& task) {
  auto adapter = factory.make();
  auto x = torch::randn({64, 16});
  auto y = task.slope * x.sum(1, true) + task.offset;

  auto loss = torch::mse_loss(adapter->forward(x), y);
  loss.backward({}, /*retain_graph=*/c10::nullopt, /*create_graph=*/true);  // WARN: create-graph-cycle

  const auto params = adapter->parameters();
  const double sharp = std::accumulate(params.begin(), params.end(), 0.0, [](double acc, const auto& p) {
    return acc + p.grad().pow(2).sum().template item<double>();
  });
  torch::optim::SGD opt(params, 0.01);
  opt.step();
  torch::NoGradGuard g;
  return {torch::mse_loss(adapter->forward(x), y).item<double>(), sharp};
}

int main() {
  AdapterFactory factory;
  torch::manual_seed(1);
  for (int round = 0; round < 10000; ++round) {
    std::vector<TaskSpec> tasks(16);
    std::generate(tasks.begin(), tasks.end(), [] {
      return TaskSpec{torch::rand({}).item<double>() * 4 - 2, torch::rand({}).item<double>()};
    });
    std::vector<Outcome> results;
    results.reserve(tasks.size());
    std::transform(tasks.begin(), tasks.end(), std::back_inserter(results),
                   [&](const auto& t) { return adapt(factory, t); });
    const auto worst = *std::max_element(results.begin(), results.end(),
                                         [](const auto& a, const auto& b) { return a.sharpness < b.sharpness; });
    factory.scale(worst.sharpness > 100 ? 0.4 : 0.5);
    std::cout << "round " << round << " worst " << worst.loss << " / " << worst.sharpness << "\n";
  }
}
