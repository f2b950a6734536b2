#include <torch/torch.h>
#include <iostream>
#include <vector>

constexpr int64_t kNoise = 100;

struct GeneratorImpl : torch::nn::Module {
  GeneratorImpl()
      : conv1(torch::nn::ConvTranspose2dOptions(kNoise, 256, 4).bias(false)),
        bn1(256),
        conv2(torch::nn::ConvTranspose2dOptions(256, 1, 4).stride(2).padding(1)) {
    register_module("conv1", conv1);
    register_module("bn1", bn1);
    register_module("conv2", conv2);
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(bn1(conv1(x)));
    return torch::tanh(conv2(x));
  }
  torch::nn::ConvTranspose2d conv1;
  torch::nn::BatchNorm2d bn1;
  torch::nn::ConvTranspose2d conv2;
};
TORCH_MODULE(Generator);

int main() {
  torch::manual_seed(1);
  Generator generator;
  torch::nn::Sequential discriminator(
      torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 64, 4).stride(2).padding(1)),
      torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(0.2)),
      torch::nn::Flatten(), torch::nn::Linear(64 * 4 * 4, 1), torch::nn::Sigmoid());
  auto dataset = torch::data::datasets::MNIST("./mnist")
                     .map(torch::data::transforms::Normalize<>(0.5, 0.5))
                     .map(torch::data::transforms::Stack<>());
  auto loader = torch::data::make_data_loader(std::move(dataset),
                                              torch::data::DataLoaderOptions().batch_size(64).workers(2));
  torch::optim::Adam optG(generator->parameters(), torch::optim::AdamOptions(2e-4));
  torch::optim::Adam optD(discriminator->parameters(), torch::optim::AdamOptions(2e-4));

  std::vector<torch::Tensor> g_curve;
  for (int64_t epoch = 1; epoch <= 30; ++epoch) {
    for (torch::data::Example<>& batch : *loader) {
      discriminator->zero_grad();
      auto real = batch.data;
      auto real_out = discriminator->forward(real);
      auto d_real = torch::binary_cross_entropy(real_out, torch::ones_like(real_out));
      d_real.backward();
      auto fake = generator->forward(torch::randn({real.size(0), kNoise, 1, 1}));
      auto fake_out = discriminator->forward(fake.detach());
      auto d_fake = torch::binary_cross_entropy(fake_out, torch::zeros_like(fake_out));
      d_fake.backward();
      optD.step();

      generator->zero_grad();
      auto out = discriminator->forward(fake);
      auto g_loss = torch::binary_cross_entropy(out, torch::ones_like(out));
      g_loss.backward();
      optG.step();
      g_curve.push_back(g_loss);  // WARN: graph-in-container
    }
    std::cout << epoch << " " << g_curve.back().item<float>() << "\n";
  }
}
