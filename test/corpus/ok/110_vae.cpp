#include <torch/torch.h>
#include <iostream>

struct VAEOutput {
  torch::Tensor reconstruction, mu, log_var;
};

class VAEImpl : public torch::nn::Module {
 public:
  VAEImpl(int64_t image_size, int64_t h_dim, int64_t z_dim)
      : fc1(image_size, h_dim), fc2(h_dim, z_dim), fc3(h_dim, z_dim), fc4(z_dim, h_dim), fc5(h_dim, image_size) {
    register_module("fc1", fc1);
    register_module("fc2", fc2);
    register_module("fc3", fc3);
    register_module("fc4", fc4);
    register_module("fc5", fc5);
  }
  torch::Tensor decode(torch::Tensor z) { return torch::sigmoid(fc5->forward(torch::relu(fc4->forward(z)))); }
  VAEOutput forward(torch::Tensor x) {
    auto h = torch::relu(fc1->forward(x));
    auto mu = fc2->forward(h);
    auto log_var = fc3->forward(h);
    auto z = reparameterize(mu, log_var);
    return {decode(z), mu, log_var};
  }

 private:
  torch::Tensor reparameterize(torch::Tensor mu, torch::Tensor log_var) {
    if (is_training()) {
      auto std = log_var.div(2).exp_();
      return torch::randn_like(std).mul(std).add_(mu);
    }
    return mu;
  }
  torch::nn::Linear fc1, fc2, fc3, fc4, fc5;
};
TORCH_MODULE(VAE);

int main() {
  VAE model(784, 400, 20);
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(1e-3));
  for (size_t epoch = 0; epoch != 15; ++epoch) {
    model->train();
    float total = 0;
    for (int i = 0; i < 600; ++i) {
      auto images = torch::rand({100, 784});
      auto output = model->forward(images);
      auto reconstruction_loss = torch::nn::functional::binary_cross_entropy(
          output.reconstruction, images, torch::nn::functional::BinaryCrossEntropyFuncOptions().reduction(torch::kSum));
      auto kl_divergence = -0.5 * torch::sum(1 + output.log_var - output.mu.pow(2) - output.log_var.exp());
      auto loss = reconstruction_loss + kl_divergence;
      optimizer.zero_grad();
      loss.backward();
      optimizer.step();
      total += loss.item<float>();
    }
    std::cout << "Epoch " << epoch << " " << total / 600 << "\n";
    model->eval();
    torch::NoGradGuard no_grad;
    auto out = model->decode(torch::randn({64, 20})).view({-1, 1, 28, 28});
    torch::save(out, "sample.pt");
  }
}
