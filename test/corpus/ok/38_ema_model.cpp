#include <torch/torch.h>
#include <string>
#include <unordered_map>

class Ema {
 public:
  Ema(torch::nn::Module& m, double decay) : decay_(decay) {
    torch::NoGradGuard g;
    for (auto& p : m.named_parameters())
      shadow_[p.key()] = p.value().clone();
  }
  void update(torch::nn::Module& m) {
    torch::NoGradGuard g;
    for (auto& p : m.named_parameters())
      shadow_[p.key()].mul_(decay_).add_(p.value(), 1 - decay_);
  }
  void apply(torch::nn::Module& m) {
    torch::NoGradGuard g;
    for (auto& p : m.named_parameters()) {
      backup_[p.key()] = p.value().clone();
      p.value().copy_(shadow_[p.key()]);
    }
  }
  void restore(torch::nn::Module& m) {
    torch::NoGradGuard g;
    for (auto& p : m.named_parameters())
      p.value().copy_(backup_[p.key()]);
    backup_.clear();
  }

 private:
  double decay_;
  std::unordered_map<std::string, torch::Tensor> shadow_, backup_;
};

int main() {
  torch::nn::Sequential net(torch::nn::Linear(8, 64), torch::nn::GELU(), torch::nn::Linear(64, 1));
  torch::optim::Adam opt(net->parameters());
  Ema ema(*net, 0.999);
  double best = 1e9;
  for (int i = 0; i < 10000; ++i) {
    auto x = torch::randn({32, 8});
    auto loss = torch::mse_loss(net->forward(x), x.pow(2).sum(1, true));
    opt.zero_grad();
    loss.backward();
    opt.step();
    ema.update(*net);
    if (i % 500 == 0) {
      ema.apply(*net);
      torch::NoGradGuard g;
      best = std::min(best, torch::mse_loss(net->forward(x), x.pow(2).sum(1, true)).item<double>());
      ema.restore(*net);
    }
  }
  return best > 1;
}
