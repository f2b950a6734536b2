#include <functional>
#include <torch/torch.h>
#include <vector>

struct NetImpl : torch::nn::Module {
  NetImpl() : fc(register_module("fc", torch::nn::Linear(4, 4))) {}
  torch::Tensor forward(torch::Tensor x) { return torch::relu(fc->forward(x)); }
  torch::nn::Linear fc;
};
TORCH_MODULE(Net);

namespace app {

class Service {
public:
  Service() {
    handle = [this](torch::Tensor x) {
      auto y = run(x);
      kept.push_back(y);
    };
  }
  std::function<void(torch::Tensor)> handle;

private:
  torch::Tensor run(torch::Tensor x) {
    return net->forward(x);
  }
  Net net;
  std::vector<torch::Tensor> kept;
};

} // namespace app
