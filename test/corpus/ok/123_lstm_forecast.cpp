#include <torch/torch.h>
#include <iostream>
#include <vector>

struct LSTMForecastImpl : torch::nn::Module {
  LSTMForecastImpl(int64_t hidden) : lstm(torch::nn::LSTMOptions(1, hidden).num_layers(1).batch_first(true)), fc(hidden, 1) {
    register_module("lstm", lstm);
    register_module("fc", fc);
  }
  torch::Tensor forward(torch::Tensor x) {
    auto out = std::get<0>(lstm->forward(x));
    return fc(out.select(1, -1));
  }
  torch::nn::LSTM lstm;
  torch::nn::Linear fc;
};
TORCH_MODULE(LSTMForecast);

std::pair<torch::Tensor, torch::Tensor> make_windows(const torch::Tensor& s, int64_t w) {
  std::vector<torch::Tensor> xs, ys;
  for (int64_t i = 0; i + w < s.size(0); ++i) {
    xs.push_back(s.slice(0, i, i + w));
    ys.push_back(s.slice(0, i + w, i + w + 1));
  }
  return {torch::stack(xs).unsqueeze(-1), torch::stack(ys)};
}

int main() {
  auto series = torch::sin(torch::arange(0, 500) * 0.1);
  auto [X, Y] = make_windows(series, 24);
  LSTMForecast model(50);
  torch::optim::Adam optimizer(model->parameters(), 0.01);
  for (int epoch = 0; epoch < 150; ++epoch) {
    optimizer.zero_grad();
    auto loss = torch::mse_loss(model(X), Y);
    loss.backward();
    optimizer.step();
    if (epoch % 25 == 0) std::cout << "epoch: " << epoch << " loss: " << loss.item<float>() << std::endl;
  }
  model->eval();
  torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> predictions;
  auto window = series.slice(0, -24).clone();
  for (int i = 0; i < 1000; ++i) {
    auto next = model(window.view({1, -1, 1})).view({1});
    predictions.push_back(next);
    window = torch::cat({window.slice(0, 1), next});
  }
  for (auto& p : predictions) std::cout << p.item<float>() << ' ';
}
