#include <torch/torch.h>
#include <iostream>
#include <map>
#include <tuple>

using State = std::tuple<torch::Tensor, torch::Tensor>;

class Service {
 public:
  float handle(int64_t id, const torch::Tensor& x) {
    auto& state = states_[id];
    if (!std::get<0>(state).defined()) state = {torch::zeros({1, 1, 32}), torch::zeros({1, 1, 32})};
    auto [y, next] = lstm_->forward(x, state);
    auto [h, c] = next;
    state = {h.detach(), c.detach()};
    return y.sum().item<float>();
  }

 private:
  torch::nn::LSTM lstm_{8, 32};
  std::map<int64_t, State> states_;
};

int main() {
  Service service;
  for (int64_t i = 0; i < 100000; ++i) std::cout << service.handle(i % 10, torch::randn({1, 1, 8})) << "\n";
}
