#include <torch/torch.h>
#include <iostream>
#include <utility>
#include <vector>

template <typename Model, typename Opt>
class Trainer {
 public:
  template <typename... OptArgs>
  explicit Trainer(Model model, OptArgs&&... args) : model_(std::move(model)), opt_(model_->parameters(), std::forward<OptArgs>(args)...) {}

  template <typename Batches, typename LossFn>
  void fit(Batches& batches, LossFn lossFn, int epochs) {
    for (int e = 0; e < epochs; ++e) {
      for (auto& [input, target] : batches) {
        opt_.zero_grad();
        auto loss = lossFn(model_->forward(input), target);
        loss.backward();
        opt_.step();
        losses_.emplace_back(loss.mul(1.0 / input.size(0)));  // WARN: graph-in-container
      }
    }
  }

  const std::vector<torch::Tensor>& losses() const { return losses_; }

 private:
  Model model_;
  Opt opt_;
  std::vector<torch::Tensor> losses_;
};

struct HousePriceImpl : torch::nn::Module {
  HousePriceImpl() : l1(register_module("l1", torch::nn::Linear(13, 32))), l2(register_module("l2", torch::nn::Linear(32, 1))) {}
  torch::Tensor forward(torch::Tensor x) { return l2(torch::elu(l1(x))); }
  torch::nn::Linear l1, l2;
};
TORCH_MODULE(HousePrice);

int main() {
  std::vector<std::pair<torch::Tensor, torch::Tensor>> data;
  for (int i = 0; i < 16; ++i) data.emplace_back(torch::randn({32, 13}), torch::randn({32, 1}));
  Trainer<HousePrice, torch::optim::Adam> trainer(HousePrice(), torch::optim::AdamOptions(1e-3));
  trainer.fit(data, [](const torch::Tensor& p, const torch::Tensor& t) { return torch::smooth_l1_loss(p, t); }, 2000);
  std::cout << trainer.losses().back().item<float>() << "\n";
}
