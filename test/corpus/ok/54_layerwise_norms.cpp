#include <torch/torch.h>
#include <map>
#include <string>
#include <vector>

struct ResBlockImpl : torch::nn::Module {
  ResBlockImpl(int64_t d, std::map<std::string, float>* stats) : fc(register_module("fc", torch::nn::Linear(d, d))), stats(stats) {
  }
  torch::Tensor forward(torch::Tensor x) {
    auto y = x + torch::relu(fc(x));
    (*stats)[name()] = y.norm().item<float>();
    return y;
  }
  torch::nn::Linear fc;
  std::map<std::string, float>* stats;
};
TORCH_MODULE(ResBlock);

struct ResNetImpl : torch::nn::Module {
  ResNetImpl(int depth, int64_t d) {
    for (int i = 0; i < depth; ++i) {
      blocks.emplace_back(d, &stats);
      register_module("b" + std::to_string(i), blocks.back());
    }
    head = register_module("head", torch::nn::Linear(d, 1));
  }
  torch::Tensor forward(torch::Tensor x) {
    features.clear();
    for (auto& b : blocks) {
      x = b(x);
      features.push_back(x);
    }
    return head(x);
  }
  std::map<std::string, float> stats;
  std::vector<ResBlock> blocks;
  std::vector<torch::Tensor> features;
  torch::nn::Linear head{nullptr};
};
TORCH_MODULE(ResNet);

int main() {
  ResNet net(6, 32);
  torch::optim::SGD opt(net->parameters(), 0.01);
  for (int i = 0; i < 1000; ++i) {
    auto y = net->forward(torch::randn({16, 32}));
    auto loss = y.pow(2).mean() + 1e-3 * torch::stack(net->features).pow(2).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}
