#include <torch/torch.h>
#include <deque>
#include <iostream>
#include <tuple>
#include <vector>

using State = std::tuple<torch::Tensor, torch::Tensor>;

torch::Tensor repackage(const torch::Tensor& value) { return value.detach(); }
State repackage(const State& state) { return {repackage(std::get<0>(state)), repackage(std::get<1>(state))}; }
template <typename T>
std::vector<T> repackage(const std::vector<T>& values) {
  std::vector<T> result;
  for (const auto& value : values) result.push_back(repackage(value));
  return result;
}

// Stacked LSTM cells.
struct StackImpl : torch::nn::Module {
  StackImpl(int64_t width, int64_t layers) {
    for (int64_t i = 0; i < layers; ++i) cells->push_back(torch::nn::LSTMCell(width, width));
    register_module("cells", cells);
    out = register_module("out", torch::nn::Linear(width, width));
  }
  std::vector<State> initial(int64_t batch, int64_t width) const {
    return std::vector<State>(cells->size(), State(torch::zeros({batch, width}), torch::zeros({batch, width})));
  }
  torch::Tensor forward(torch::Tensor x, std::vector<State>& states) {
    for (size_t i = 0; i < states.size(); ++i) {
      states[i] = cells->at<torch::nn::LSTMCellImpl>(i).forward(x, states[i]);
      x = x + std::get<0>(states[i]);
    }
    return out(x);
  }
  torch::nn::ModuleList cells;
  torch::nn::Linear out{nullptr};
};
TORCH_MODULE(Stack);

int main() {
  Stack stack(16, 3);
  torch::optim::RMSprop optimizer(stack->parameters(), 1e-3);
  auto states = stack->initial(4, 16);
  std::deque<torch::Tensor> recent;
  auto x = torch::zeros({4, 16});
  for (int64_t step = 0; step < 10000000; ++step) {
    states = repackage(states);
    auto loss = torch::zeros({});
    for (int t = 0; t < 10; ++t) {
      auto next = 0.8 * x + 0.2 * torch::randn({4, 16});
      auto predicted = stack->forward(x, states);
      loss = loss + torch::mse_loss(predicted, next);
      recent.push_back(predicted.detach());
      if (recent.size() > 50) recent.pop_front();
      x = next;
    }
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (step % 500 == 0) std::cout << loss.item<float>() << " " << recent.back().norm().item<float>() << "\n";
  }
}
