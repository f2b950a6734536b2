#include <torch/torch.h>
#include <vector>

void train_ok(torch::nn::Linear &net, const torch::Tensor &x, int n) {
  std::vector<torch::Tensor> losses;
  for (int i = 0; i < n; ++i) {
    auto loss = net->forward(x).sum();
    loss.backward();
    losses.push_back(loss.detach());
  }
}
