#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <list>
#include <map>
#include <string>

// Several tasks share a trunk. A task registers its own training step by name.
struct Trunk {
  torch::nn::Sequential net{torch::nn::Linear(24, 96), torch::nn::ReLU(), torch::nn::Linear(96, 48)};
};

using Step = std::function<torch::Tensor(Trunk&, int64_t)>;

std::map<std::string, Step>& registry() {
  static std::map<std::string, Step> steps;
  return steps;
}

#define REGISTER_TASK(name) static const bool registered_##name = registry().emplace(#name, name##_step).second

torch::Tensor regression_step(Trunk& trunk, int64_t batch) {
  static torch::nn::Linear head(48, 1);
  static torch::optim::SGD optimizer([&] {
    auto parameters = trunk.net->parameters();
    for (auto& p : head->parameters()) parameters.push_back(p);
    return torch::optim::SGD(parameters, 1e-2);
  }());
  auto x = torch::randn({batch, 24});
  optimizer.zero_grad();
  auto loss = torch::mse_loss(head(trunk.net->forward(x)), x.sum(1, true));
  loss.backward();
  optimizer.step();
  return loss;
}
REGISTER_TASK(regression);

torch::Tensor sign_step(Trunk& trunk, int64_t batch) {
  static torch::nn::Linear head(48, 1);
  static torch::optim::SGD optimizer(head->parameters(), 1e-2);
  auto x = torch::randn({batch, 24});
  optimizer.zero_grad();
  auto target = (x.sum(1, true) > 0).to(torch::kFloat);
  auto loss = torch::binary_cross_entropy_with_logits(head(trunk.net->forward(x).detach()), target);
  loss.backward();
  optimizer.step();
  return loss;
}
REGISTER_TASK(sign);

void report(const std::list<torch::Tensor>& losses) {
  double sum = 0;
  int taken = 0;
  for (auto it = losses.begin(); it != losses.end() && taken < 100; ++it, ++taken) sum += it->item<double>();
  std::cout << "last " << taken << " of " << losses.size() << ": " << sum / taken << "\n";
}

int main() {
  Trunk trunk;
  std::list<torch::Tensor> losses;
  for (int64_t round = 0; round < 4000000; ++round) {
    for (auto& [name, step] : registry()) {
      losses.push_front(step(trunk, 32));  // WARN: attached-return
    }
    if (round % 1000 == 999) report(losses);
  }
}
