#include <torch/torch.h>
#include <iostream>
#include <vector>

namespace F = torch::nn::functional;

torch::nn::Sequential mlp(int64_t h) {
  return torch::nn::Sequential(torch::nn::Linear(100, h), torch::nn::ReLU(), torch::nn::Linear(h, 10));
}

int main() {
  auto teacher = mlp(1024), student = mlp(64);
  torch::load(teacher, "teacher.pt");
  teacher->eval();
  torch::optim::Adam opt(student->parameters(), 1e-3);
  std::vector<std::pair<torch::Tensor, torch::Tensor>> data;
  for (int i = 0; i < 100; ++i) data.emplace_back(torch::randn({32, 100}), torch::randint(10, {32}, torch::kLong));

  std::vector<torch::Tensor> soft;
  {
    torch::NoGradGuard g;
    for (auto& d : data) soft.push_back(torch::softmax(teacher->forward(d.first) / 4.0, 1));
  }
  for (int epoch = 0; epoch < 50; ++epoch) {
    double kd = 0, ce = 0;
    for (size_t i = 0; i < data.size(); ++i) {
      auto logits = student->forward(data[i].first);
      auto l1 = F::kl_div(torch::log_softmax(logits / 4.0, 1), soft[i], F::KLDivFuncOptions().reduction(torch::kBatchMean)) * 16.0;
      auto l2 = F::cross_entropy(logits, data[i].second);
      auto loss = 0.7 * l1 + 0.3 * l2;
      opt.zero_grad();
      loss.backward();
      opt.step();
      kd += l1.item<double>();
      ce += l2.item<double>();
    }
    std::cout << epoch << " kd " << kd / data.size() << " ce " << ce / data.size() << std::endl;
  }
}
