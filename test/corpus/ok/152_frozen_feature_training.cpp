#include <torch/torch.h>
#include <iostream>
#include <vector>

struct TransferImpl : torch::nn::Module {
  TransferImpl() {
    trunk = register_module("trunk", torch::nn::Sequential(torch::nn::Linear(512, 256), torch::nn::ReLU(), torch::nn::Linear(256, 128)));
    head = register_module("head", torch::nn::Linear(128, 5));
    for (auto& p : trunk->parameters()) p.set_requires_grad(false);
  }
  torch::Tensor features(torch::Tensor x) { return trunk->forward(x); }
  torch::Tensor forward(torch::Tensor x) { return head(features(x)); }
  torch::nn::Sequential trunk{nullptr};
  torch::nn::Linear head{nullptr};
};
TORCH_MODULE(Transfer);

int main() {
  Transfer net;
  std::vector<torch::Tensor> feats, labels;
  for (int i = 0; i < 200; ++i) {
    feats.push_back(net->features(torch::randn({16, 512})));
    labels.push_back(torch::randint(5, {16}, torch::kLong));
  }
  torch::optim::SGD opt(net->head->parameters(), torch::optim::SGDOptions(0.1).momentum(0.9));
  for (int epoch = 0; epoch < 20; ++epoch) {
    float sum = 0;
    for (size_t i = 0; i < feats.size(); ++i) {
      auto loss = torch::nn::functional::cross_entropy(net->head(feats[i]), labels[i]);
      opt.zero_grad();
      loss.backward();
      opt.step();
      sum += loss.item<float>();
    }
    std::cout << sum / feats.size() << '\n';
  }
}
