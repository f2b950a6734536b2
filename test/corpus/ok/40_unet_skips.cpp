#include <torch/torch.h>
#include <vector>

struct BlockImpl : torch::nn::Module {
  BlockImpl(int64_t in, int64_t out)
      : seq(torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).padding(1)), torch::nn::BatchNorm2d(out), torch::nn::ReLU()) {
    register_module("seq", seq);
  }
  torch::Tensor forward(torch::Tensor x) {
    return seq->forward(x);
  }
  torch::nn::Sequential seq;
};
TORCH_MODULE(Block);

class UNetImpl : public torch::nn::Module {
 public:
  explicit UNetImpl(int depth) {
    int64_t c = 1;
    for (int i = 0; i < depth; ++i, c = 8 << (i - 1)) {
      down_.push_back(register_module("d" + std::to_string(i), Block(c, 8 << i)));
      up_.push_back(register_module("u" + std::to_string(i), Block(16 << i, c)));
    }
  }
  torch::Tensor forward(torch::Tensor x) {
    std::vector<torch::Tensor> skips;
    for (auto& d : down_) {
      x = d->forward(x);
      skips.push_back(x);
      x = torch::avg_pool2d(x, {2, 2});
    }
    for (auto it = up_.rbegin(); it != up_.rend(); ++it) {
      x = torch::upsample_nearest2d(x, {x.size(2) * 2, x.size(3) * 2});
      x = (*it)->forward(torch::cat({x, skips.back()}, 1));
      skips.pop_back();
    }
    return x;
  }
  std::vector<torch::Tensor> deep_supervision(torch::Tensor x) {
    std::vector<torch::Tensor> maps;
    for (auto& d : down_)
      maps.push_back(x = d->forward(x));
    return maps;
  }

 private:
  std::vector<Block> down_, up_;
};
TORCH_MODULE(UNet);

void fit(UNet& net, torch::optim::Adam& opt, int steps) {
  while (steps-- > 0) {
    auto x = torch::rand({2, 1, 64, 64});
    auto loss = torch::mse_loss(net->forward(x), x);
    for (auto& m : net->deep_supervision(x))
      loss = loss + 0.1 * m.abs().mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}
