#include <torch/torch.h>
#include <iostream>
#include <string>
#include <vector>

struct LoadForecasterImpl : torch::nn::Module {
  LoadForecasterImpl(int64_t features, int64_t hidden) {
    lstm = register_module("lstm", torch::nn::LSTM(torch::nn::LSTMOptions(features, hidden).num_layers(2).batch_first(true)));
    fc = register_module("fc", torch::nn::Linear(hidden, 1));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    auto out = std::get<0>(lstm->forward(x));
    return fc(out.select(1, out.size(1) - 1)).squeeze(-1);
  }
  torch::nn::LSTM lstm{nullptr};
  torch::nn::Linear fc{nullptr};
};
TORCH_MODULE(LoadForecaster);

torch::Tensor read_window(std::istream& is, int64_t length, int64_t features) {
  std::vector<float> v(length * features);
  for (auto& f : v)
    if (!(is >> f)) return {};
  return torch::tensor(v).view({1, length, features});
}

int main(int argc, char** argv) {
  LoadForecaster model(6, 64);
  torch::load(model, argc > 1 ? argv[1] : "forecaster.pt");
  model->eval();

  std::vector<torch::Tensor> predictions;
  float worst = 0.f;
  while (true) {
    auto window = read_window(std::cin, 96, 6);
    if (!window.defined()) break;
    auto p = model->forward(window);
    predictions.push_back(p);  // WARN: unguarded-inference
    if (predictions.size() > 1) {
      auto jump = (predictions.back() - predictions[predictions.size() - 2]).abs().max().item<float>();
      worst = std::max(worst, jump);
    }
    std::cout << p.item<float>() << '\n';
  }
  std::cerr << predictions.size() << " windows, largest jump " << worst << '\n';
}
