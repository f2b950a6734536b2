#include <torch/torch.h>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

struct ForecasterImpl : torch::nn::Module {
  ForecasterImpl() : lstm(register_module("lstm", torch::nn::LSTM(torch::nn::LSTMOptions(1, 32)))), head(register_module("head", torch::nn::Linear(32, 1))) {
  }
  torch::Tensor forward(const torch::Tensor& series) {
    auto output = std::get<0>(lstm->forward(series));
    return head->forward(output[-1]);
  }
  torch::nn::LSTM lstm;
  torch::nn::Linear head;
};
TORCH_MODULE(Forecaster);

class ForecastServer {
 public:
  struct Entry {
    std::deque<float> window;
    std::vector<torch::Tensor> forecasts;
  };

  void on_tick(const std::string& symbol, float price) {
    auto& entry = book_[symbol];
    entry.window.push_back(price);
    if (entry.window.size() > 60)
      entry.window.pop_front();
    if (entry.window.size() < 60)
      return;
    entry.forecasts.assign(1, predict(entry.window));
  }

 private:
  torch::Tensor predict(const std::deque<float>& w) {
    std::vector<float> v(w.begin(), w.end());
    auto x = torch::tensor(v).view({-1, 1, 1});
    return net_->forward(x);
  }
  Forecaster net_;
  std::unordered_map<std::string, Entry> book_;
};
