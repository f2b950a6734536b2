#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <vector>

struct BackboneHead : torch::nn::Module {
  BackboneHead() {
    backbone = register_module("backbone", torch::nn::Sequential(torch::nn::Linear(128, 128), torch::nn::ReLU(), torch::nn::Linear(128, 64), torch::nn::ReLU()));
    head = register_module("head", torch::nn::Linear(64, 7));
  }
  torch::Tensor forward(torch::Tensor x) { return head(backbone->forward(x)); }
  torch::nn::Sequential backbone{nullptr};
  torch::nn::Linear head{nullptr};
};

int main() {
  auto net = std::make_shared<BackboneHead>();
  std::vector<torch::Tensor> decay, noDecay;
  for (auto& p : net->named_parameters()) {
    if (p.key().find("bias") != std::string::npos)
      noDecay.push_back(p.value());
    else
      decay.push_back(p.value());
  }
  std::vector<torch::optim::OptimizerParamGroup> groups;
  groups.emplace_back(decay, std::make_unique<torch::optim::AdamWOptions>(torch::optim::AdamWOptions(1e-3).weight_decay(0.05)));
  groups.emplace_back(noDecay, std::make_unique<torch::optim::AdamWOptions>(torch::optim::AdamWOptions(1e-3).weight_decay(0)));
  torch::optim::AdamW opt(groups, torch::optim::AdamWOptions(1e-3));

  std::vector<torch::Tensor> ema;
  for (auto& p : net->parameters()) ema.push_back(p.detach().clone());

  for (int step = 0; step < 10000; ++step) {
    for (auto& g : opt.param_groups()) {
      double lr = 1e-3 * std::min(1.0, step / 500.0);
      static_cast<torch::optim::AdamWOptions&>(g.options()).lr(lr);
    }
    auto loss = torch::nn::functional::cross_entropy(net->forward(torch::randn({32, 128})), torch::randint(7, {32}, torch::kLong));
    opt.zero_grad();
    loss.backward();
    opt.step();
    torch::NoGradGuard ng;
    auto ps = net->parameters();
    for (size_t i = 0; i < ps.size(); ++i) ema[i].mul_(0.999).add_(ps[i], 0.001);
  }
}
