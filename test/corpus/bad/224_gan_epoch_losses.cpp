#include <torch/torch.h>
#include <iostream>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace nn = torch::nn;
namespace F = torch::nn::functional;

struct Gan {
  nn::Sequential generator{nn::Linear(8, 32), nn::ReLU(), nn::Linear(32, 2)};
  nn::Sequential discriminator{nn::Linear(2, 32), nn::LeakyReLU(), nn::Linear(32, 1)};
  torch::optim::Adam optG{generator->parameters(), torch::optim::AdamOptions(2e-4).betas({0.5, 0.999})};
  torch::optim::Adam optD{discriminator->parameters(), torch::optim::AdamOptions(2e-4).betas({0.5, 0.999})};
};

template <typename Optimizer>
void descend(Optimizer& optimizer, const torch::Tensor& loss) {
  optimizer.zero_grad();
  loss.backward();
  optimizer.step();
}

std::tuple<torch::Tensor, torch::Tensor> update(Gan& gan, const torch::Tensor& real) {
  auto n = real.size(0);
  auto ones = torch::ones({n, 1}), zeros = torch::zeros({n, 1});
  auto fake = gan.generator->forward(torch::randn({n, 8}));

  auto lossD = F::binary_cross_entropy_with_logits(gan.discriminator->forward(real), ones) +
               F::binary_cross_entropy_with_logits(gan.discriminator->forward(fake.detach()), zeros);
  descend(gan.optD, lossD);

  auto lossG = F::binary_cross_entropy_with_logits(gan.discriminator->forward(fake), ones);
  descend(gan.optG, lossG);
  return {lossD.detach(), lossG};
}

int main() {
  Gan gan;
  std::map<std::string, std::vector<torch::Tensor>> series;
  for (int64_t step = 0; step < 10000000; ++step) {
    auto angle = torch::rand({64, 1}) * 6.2832;
    auto real = torch::cat({angle.cos(), angle.sin()}, 1);
    auto [lossD, lossG] = update(gan, real);
    series["discriminator"].push_back(lossD);
    series["generator"].push_back(lossG);  // WARN: attached-return
    if (step % 500 == 0) {
      for (const auto& [name, values] : series) std::cout << name << " " << values.back().item<float>() << " ";
      std::cout << "\n";
    }
  }
}
