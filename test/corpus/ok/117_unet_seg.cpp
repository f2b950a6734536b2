#include <torch/torch.h>
#include <iostream>
#include <vector>

struct ConvBlockImpl : torch::nn::Module {
  ConvBlockImpl(int64_t i, int64_t o)
      : net(torch::nn::Conv2d(torch::nn::Conv2dOptions(i, o, 3).padding(1)), torch::nn::BatchNorm2d(o), torch::nn::ReLU(true)) {
    register_module("net", net);
  }
  torch::Tensor forward(torch::Tensor x) { return net->forward(x); }
  torch::nn::Sequential net;
};
TORCH_MODULE(ConvBlock);

struct UNetImpl : torch::nn::Module {
  explicit UNetImpl(std::vector<int64_t> features) {
    int64_t in = 3;
    for (auto f : features) {
      downs->push_back(ConvBlock(in, f));
      in = f;
    }
    for (auto it = features.rbegin(); it != features.rend(); ++it) {
      ups->push_back(torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(*it * 2, *it, 2).stride(2)));
      ups->push_back(ConvBlock(*it * 2, *it));
    }
    bottleneck = register_module("bottleneck", ConvBlock(in, in * 2));
    head = register_module("head", torch::nn::Conv2d(features[0], 1, 1));
    register_module("downs", downs);
    register_module("ups", ups);
  }
  torch::Tensor forward(torch::Tensor x) {
    std::vector<torch::Tensor> skips;
    for (size_t i = 0; i < downs->size(); ++i) {
      x = downs[i]->as<ConvBlock>()->forward(x);
      skips.push_back(x);
      x = torch::max_pool2d(x, 2);
    }
    x = bottleneck(x);
    std::reverse(skips.begin(), skips.end());
    for (size_t i = 0; i < ups->size(); i += 2) {
      x = ups[i]->as<torch::nn::ConvTranspose2d>()->forward(x);
      x = ups[i + 1]->as<ConvBlock>()->forward(torch::cat({skips[i / 2], x}, 1));
    }
    return head(x);
  }
  torch::nn::ModuleList downs, ups;
  ConvBlock bottleneck{nullptr};
  torch::nn::Conv2d head{nullptr};
};
TORCH_MODULE(UNet);

struct Metrics {
  std::vector<float> iou, loss;
  float mean_iou() const { return iou.empty() ? 0.f : std::accumulate(iou.begin(), iou.end(), 0.f) / iou.size(); }
};

int main() {
  UNet net(std::vector<int64_t>{16, 32, 64});
  torch::optim::Adam opt(net->parameters(), 1e-4);
  for (int epoch = 0; epoch < 10; ++epoch) {
    Metrics m;
    for (int i = 0; i < 100; ++i) {
      auto x = torch::rand({4, 3, 64, 64});
      auto y = (torch::rand({4, 1, 64, 64}) > 0.5).to(torch::kFloat32);
      auto pred = net->forward(x);
      auto loss = torch::binary_cross_entropy_with_logits(pred, y);
      opt.zero_grad();
      loss.backward();
      opt.step();
      auto p = (pred > 0).to(torch::kFloat32);
      auto inter = (p * y).sum();
      m.iou.push_back((inter / (p.sum() + y.sum() - inter + 1e-6)).item<float>());
      m.loss.push_back(loss.item<float>());
    }
    std::cout << epoch << " iou " << m.mean_iou() << std::endl;
  }
}
