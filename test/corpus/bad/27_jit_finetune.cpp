#include <torch/script.h>
#include <torch/torch.h>
#include <iostream>
#include <vector>

int main(int argc, const char* argv[]) {
  if (argc != 2)
    return 1;
  torch::jit::script::Module module = torch::jit::load(argv[1]);
  module.train();
  std::vector<at::Tensor> parameters;
  for (const auto& p : module.parameters())
    parameters.push_back(p);
  torch::optim::AdamW optimizer(parameters, torch::optim::AdamWOptions(1e-4));

  std::vector<std::pair<int, at::Tensor>> curve;
  int step = 0;
  while (step < 10000) {
    auto images = torch::rand({16, 3, 224, 224});
    auto labels = torch::randint(1000, {16}, torch::kLong);
    auto logits = module.forward({images}).toTensor();
    auto loss = torch::cross_entropy_loss(logits, labels);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    curve.emplace_back(step, loss.to(torch::kCPU));  // WARN: graph-in-container
    if (++step % 100 == 0)
      std::cout << step << ": " << loss.item<float>() << std::endl;
  }
  module.save("tuned.pt");
}
