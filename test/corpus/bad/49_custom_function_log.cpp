#include <torch/torch.h>
#include <vector>

using namespace torch::autograd;

class StraightThrough : public Function<StraightThrough> {
 public:
  static torch::Tensor forward(AutogradContext* ctx, torch::Tensor x) {
    ctx->save_for_backward({x});
    return (x > 0).to(torch::kFloat);
  }
  static tensor_list backward(AutogradContext* ctx, tensor_list grads) {
    auto x = ctx->get_saved_variables()[0];
    return {grads[0] * (x.abs() < 1)};
  }
};

struct BinaryNetImpl : torch::nn::Module {
  BinaryNetImpl() : w(register_parameter("w", torch::randn({16, 8}))) {
  }
  torch::Tensor forward(const torch::Tensor& x) {
    return x.matmul(StraightThrough::apply(w));
  }
  torch::Tensor w;
};
TORCH_MODULE(BinaryNet);

int main() {
  BinaryNet net;
  torch::optim::Adam adam(net->parameters(), 1e-2);
  std::vector<torch::Tensor> masks, outputs;
  for (int i = 0; i < 50000; i++) {
    auto y = net->forward(torch::randn({4, 16}));
    auto loss = (y - 1).abs().sum();
    adam.zero_grad();
    loss.backward();
    adam.step();
    outputs.push_back(y.view({-1}));  // WARN: graph-in-container
    masks.push_back(net->w > 0);
  }
}
