#include <torch/torch.h>
#include <iomanip>
#include <iostream>

int main() {
  std::cout << "Linear Regression\n\n";
  const int64_t input_size = 1, output_size = 1;
  const size_t num_epochs = 60;
  const double learning_rate = 0.001;
  auto x_train = torch::randint(0, 10, {15, 1}, torch::TensorOptions(torch::kFloat));
  auto y_train = torch::randint(0, 10, {15, 1}, torch::TensorOptions(torch::kFloat));
  torch::nn::Linear model(input_size, output_size);
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(learning_rate));
  std::cout << std::fixed << std::setprecision(4);
  torch::Tensor loss, output;
  for (size_t epoch = 0; epoch != num_epochs; ++epoch) {
    output = model->forward(x_train);
    loss = torch::nn::functional::mse_loss(output, y_train);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if ((epoch + 1) % 5 == 0) std::cout << "Epoch [" << (epoch + 1) << "/" << num_epochs << "], Loss: " << loss.item<double>() << "\n";
  }
  std::cout << "weight " << model->weight.item<float>() << " bias " << model->bias.item<float>() << "\n";
}
