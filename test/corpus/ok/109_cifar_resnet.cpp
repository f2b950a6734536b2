#include <torch/torch.h>
#include <iomanip>
#include <iostream>

struct BlockImpl : torch::nn::Module {
  BlockImpl(int64_t in, int64_t out, int64_t stride)
      : c1(torch::nn::Conv2dOptions(in, out, 3).stride(stride).padding(1).bias(false)),
        b1(out),
        c2(torch::nn::Conv2dOptions(out, out, 3).padding(1).bias(false)),
        b2(out) {
    register_module("c1", c1);
    register_module("b1", b1);
    register_module("c2", c2);
    register_module("b2", b2);
    if (stride != 1 || in != out) {
      shortcut->push_back(torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 1).stride(stride).bias(false)));
      shortcut->push_back(torch::nn::BatchNorm2d(out));
    }
    register_module("shortcut", shortcut);
  }
  torch::Tensor forward(torch::Tensor x) {
    auto y = b2(c2(torch::relu(b1(c1(x)))));
    y = y + (shortcut->is_empty() ? x : shortcut->forward(x));
    return torch::relu(y);
  }
  torch::nn::Conv2d c1;
  torch::nn::BatchNorm2d b1;
  torch::nn::Conv2d c2;
  torch::nn::BatchNorm2d b2;
  torch::nn::Sequential shortcut;
};
TORCH_MODULE(Block);

struct ResNetImpl : torch::nn::Module {
  ResNetImpl(std::vector<int64_t> widths, int64_t classes) {
    int64_t in = 3;
    for (auto w : widths) {
      layers->push_back(Block(in, w, in == 3 ? 1 : 2));
      in = w;
    }
    register_module("layers", layers);
    fc = register_module("fc", torch::nn::Linear(in, classes));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = layers->forward(x);
    x = torch::adaptive_avg_pool2d(x, {1, 1}).flatten(1);
    return fc(x);
  }
  torch::nn::Sequential layers;
  torch::nn::Linear fc{nullptr};
};
TORCH_MODULE(ResNet);

int main() {
  torch::Device device = torch::cuda::is_available() ? torch::kCUDA : torch::kCPU;
  ResNet model(std::vector<int64_t>{16, 32, 64}, 10);
  model->to(device);
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.1).momentum(0.9).weight_decay(5e-4));
  std::vector<std::pair<torch::Tensor, torch::Tensor>> batches;
  for (int i = 0; i < 50; ++i) batches.emplace_back(torch::rand({32, 3, 32, 32}), torch::randint(10, {32}, torch::kLong));
  std::cout << std::fixed << std::setprecision(4);
  for (size_t epoch = 0; epoch != 20; ++epoch) {
    if (epoch == 10)
      for (auto& g : optimizer.param_groups()) static_cast<torch::optim::SGDOptions&>(g.options()).lr(0.01);
    double running_loss = 0.0;
    size_t num_correct = 0, n = 0;
    model->train();
    for (auto& batch : batches) {
      auto data = batch.first.to(device);
      auto target = batch.second.to(device);
      auto output = model->forward(data);
      auto loss = torch::nn::functional::cross_entropy(output, target);
      running_loss += loss.item<double>() * data.size(0);
      auto prediction = output.argmax(1);
      num_correct += prediction.eq(target).sum().item<int64_t>();
      n += data.size(0);
      optimizer.zero_grad();
      loss.backward();
      optimizer.step();
    }
    std::cout << "Epoch [" << (epoch + 1) << "] loss " << running_loss / n << " acc " << (double)num_correct / n << '\n';
  }
}
