#include <torch/torch.h>
#include <array>
#include <vector>

struct CapsuleImpl : torch::nn::Module {
  CapsuleImpl() {
    w = register_parameter("w", torch::randn({10, 32, 16, 8}) * 0.01);
  }
  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& u) {
    auto u_hat = torch::einsum("jidk,bik->bjid", {w, u});
    auto b = torch::zeros({u.size(0), 10, 32});
    torch::Tensor v, c;
    for (int r = 0; r < 3; ++r) {
      c = torch::softmax(b, 1);
      v = (c.unsqueeze(-1) * u_hat).sum(2);
      b = b + (u_hat * v.unsqueeze(2)).sum(-1);
    }
    return {v, c};
  }
  torch::Tensor w;
};
TORCH_MODULE(Capsule);

class Visualizer {
 public:
  static std::vector<torch::Tensor> coupling;
};
std::vector<torch::Tensor> Visualizer::coupling;

int main() {
  Capsule caps;
  torch::optim::Adam opt(caps->parameters());
  for (int i = 0; i < 3000; ++i) {
    auto [v, c] = caps->forward(torch::randn({8, 32, 8}));
    auto loss = (v.norm(2, {-1}) - 0.5).pow(2).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
    if (i % 5 == 0) {
      Visualizer::coupling.push_back(c[0]);  // WARN: graph-in-container
    }
  }
}
