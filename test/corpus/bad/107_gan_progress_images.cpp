#include <torch/torch.h>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  const int64_t latent = 32;
  torch::nn::Sequential G(torch::nn::Linear(latent, 256), torch::nn::ReLU(), torch::nn::Linear(256, 28 * 28), torch::nn::Sigmoid());
  torch::nn::Sequential D(torch::nn::Linear(28 * 28, 256), torch::nn::ReLU(), torch::nn::Linear(256, 1), torch::nn::Sigmoid());
  torch::optim::Adam optG(G->parameters(), 2e-4);
  torch::optim::Adam optD(D->parameters(), 2e-4);

  auto fixed_noise = torch::randn({64, latent});
  std::vector<torch::Tensor> img_list;
  int64_t iters = 0;

  for (int epoch = 0; epoch < 500; ++epoch) {
    for (int i = 0; i < 900; ++i) {
      auto real = torch::rand({64, 28 * 28});
      D->zero_grad();
      auto ones = torch::ones({64, 1}), zeros = torch::zeros({64, 1});
      auto errD_real = torch::binary_cross_entropy(D->forward(real), ones);
      errD_real.backward();
      auto fake = G->forward(torch::randn({64, latent}));
      auto errD_fake = torch::binary_cross_entropy(D->forward(fake.detach()), zeros);
      errD_fake.backward();
      optD.step();

      G->zero_grad();
      auto errG = torch::binary_cross_entropy(D->forward(fake), ones);
      errG.backward();
      optG.step();

      if (iters % 500 == 0) {
        auto grid = G->forward(fixed_noise).view({64, 1, 28, 28});
        img_list.push_back(grid.mul(255).clamp(0, 255).clone());  // WARN: graph-in-container
      }
      ++iters;
    }
  }
  for (size_t i = 0; i < img_list.size(); ++i)
    torch::save(img_list[i], "progress_" + std::to_string(i) + ".pt");
}
