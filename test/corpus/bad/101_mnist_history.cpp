#include <torch/torch.h>
#include <iostream>
#include <vector>

struct Net : torch::nn::Module {
  Net()
      : conv1(torch::nn::Conv2dOptions(1, 10, 5)),
        conv2(torch::nn::Conv2dOptions(10, 20, 5)),
        fc1(320, 50),
        fc2(50, 10) {
    register_module("conv1", conv1);
    register_module("conv2", conv2);
    register_module("fc1", fc1);
    register_module("fc2", fc2);
  }

  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(torch::max_pool2d(conv1->forward(x), 2));
    x = torch::relu(torch::max_pool2d(conv2->forward(x), 2));
    x = x.view({-1, 320});
    x = torch::relu(fc1->forward(x));
    x = torch::dropout(x, 0.5, is_training());
    return torch::log_softmax(fc2->forward(x), 1);
  }

  torch::nn::Conv2d conv1, conv2;
  torch::nn::Linear fc1, fc2;
};

template <typename Loader>
void train(Net& model, Loader& loader, torch::optim::Optimizer& optimizer, torch::Device device, int epochs) {
  std::vector<torch::Tensor> epochLosses;
  model.train();
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    size_t batch_idx = 0;
    for (auto& batch : loader) {
      auto data = batch.data.to(device), targets = batch.target.to(device);
      optimizer.zero_grad();
      auto output = model.forward(data);
      auto loss = torch::nll_loss(output, targets);
      loss.backward();
      optimizer.step();
      epochLosses.push_back(loss);  // WARN: graph-in-container
      if (batch_idx++ % 10 == 0)
        std::cout << "epoch " << epoch << " loss " << loss.template item<float>() << "\n";
    }
  }
  double sum = 0;
  for (const auto& l : epochLosses) sum += l.template item<double>();
  std::cout << "average over the run: " << sum / epochLosses.size() << std::endl;
}

int main() {
  torch::manual_seed(1);
  torch::Device device(torch::cuda::is_available() ? torch::kCUDA : torch::kCPU);
  Net model;
  model.to(device);
  auto dataset = torch::data::datasets::MNIST("./data")
                     .map(torch::data::transforms::Normalize<>(0.1307, 0.3081))
                     .map(torch::data::transforms::Stack<>());
  auto loader = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(std::move(dataset), 64);
  torch::optim::SGD optimizer(model.parameters(), torch::optim::SGDOptions(0.01).momentum(0.5));
  train(model, *loader, optimizer, device, 10);
}
