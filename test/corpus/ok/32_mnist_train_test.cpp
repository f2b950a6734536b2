#include <torch/torch.h>
#include <cstdio>
#include <string>
#include <vector>

struct NetImpl : torch::nn::Module {
  NetImpl() : conv1(torch::nn::Conv2dOptions(1, 10, 5)), conv2(torch::nn::Conv2dOptions(10, 20, 5)), fc1(320, 50), fc2(50, 10) {
    register_module("conv1", conv1);
    register_module("conv2", conv2);
    register_module("fc1", fc1);
    register_module("fc2", fc2);
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(torch::max_pool2d(conv1->forward(x), {2, 2}));
    x = torch::relu(torch::max_pool2d(conv2->forward(x), {2, 2}));
    x = torch::relu(fc1->forward(x.view({-1, 320})));
    return torch::log_softmax(fc2->forward(x), 1);
  }
  torch::nn::Conv2d conv1, conv2;
  torch::nn::Linear fc1, fc2;
};
TORCH_MODULE(Net);

template <typename Loader>
double train(Net& model, Loader& loader, torch::optim::Optimizer& opt) {
  model->train();
  double total = 0;
  int64_t n = 0;
  for (auto& batch : loader) {
    opt.zero_grad();
    auto loss = torch::nll_loss(model->forward(batch.data), batch.target);
    loss.backward();
    opt.step();
    total += loss.template item<double>();
    ++n;
  }
  return total / n;
}

template <typename Loader>
std::pair<double, int64_t> test(Net& model, Loader& loader) {
  torch::NoGradGuard no_grad;
  model->eval();
  std::vector<torch::Tensor> outputs;
  int64_t correct = 0;
  double loss = 0;
  for (const auto& batch : loader) {
    auto output = model->forward(batch.data);
    outputs.push_back(output);
    loss += torch::nll_loss(output, batch.target, {}, at::Reduction::Sum).template item<double>();
    correct += output.argmax(1).eq(batch.target).sum().template item<int64_t>();
  }
  return {loss, correct};
}

int main() {
  Net model;
  auto make = [](torch::data::datasets::MNIST::Mode mode) {
    return torch::data::make_data_loader(torch::data::datasets::MNIST("./data", mode)
                                             .map(torch::data::transforms::Normalize<>(0.1307, 0.3081))
                                             .map(torch::data::transforms::Stack<>()),
                                         64);
  };
  auto train_loader = make(torch::data::datasets::MNIST::Mode::kTrain);
  auto test_loader = make(torch::data::datasets::MNIST::Mode::kTest);
  torch::optim::SGD opt(model->parameters(), torch::optim::SGDOptions(0.01).momentum(0.5));
  std::vector<double> history;
  for (size_t epoch = 1; epoch <= 10; ++epoch) {
    history.push_back(train(model, *train_loader, opt));
    auto [loss, correct] = test(model, *test_loader);
    std::printf("%f %f %ld\n", history.back(), loss, static_cast<long>(correct));
  }
}
