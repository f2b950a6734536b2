#include <torch/torch.h>
#include <iostream>
#include <tuple>
#include <vector>

class SequenceModel : public torch::nn::Module {
 public:
  SequenceModel() {
    cell = register_module("cell", torch::nn::LSTMCell(16, 32));
    head = register_module("head", torch::nn::Linear(32, 1));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    auto h = torch::zeros({x.size(1), 32}), c = torch::zeros({x.size(1), 32});
    torch::Tensor loss = torch::zeros({});
    for (int64_t t = 0; t + 1 < x.size(0); ++t) {
      std::tie(h, c) = cell->forward(x[t], std::make_tuple(h, c));
      loss = loss + torch::mse_loss(head->forward(h), x[t + 1].mean(1, true));
    }
    return loss;
  }
  torch::nn::LSTMCell cell{nullptr};
  torch::nn::Linear head{nullptr};
};

int main() {
  SequenceModel model;
  torch::optim::Adam opt(model.parameters(), 1e-3);
  double shown = 0;
  for (int step = 0; step < 10000; ++step) {
    auto loss = model.forward(torch::randn({20, 4, 16}));
    opt.zero_grad();
    loss.backward();
    opt.step();
    shown = 0.9 * shown + 0.1 * loss.item<double>();
  }
  std::cout << shown << "\n";
}
