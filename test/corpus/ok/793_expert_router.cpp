#include <torch/torch.h>

#include <iostream>
#include <utility>
#include <vector>

struct RoutedImpl : torch::nn::Module {
  RoutedImpl(int64_t dim, int64_t experts, std::vector<torch::Tensor>& aux) : aux_(aux) {
    gate = register_module("gate", torch::nn::Linear(dim, experts));
    bank = register_module("bank", torch::nn::ModuleList());
    for (int64_t i = 0; i < experts; ++i) bank->push_back(torch::nn::Linear(dim, dim));
    load = register_buffer("load", torch::full({experts}, 1.0 / static_cast<double>(experts)));
  }

  torch::Tensor forward(const torch::Tensor& x) {
    auto p = torch::softmax(gate->forward(x), 1);
    auto out = torch::zeros_like(x);
    for (size_t i = 0; i < bank->size(); ++i) {
      auto w = p.select(1, static_cast<int64_t>(i)).unsqueeze(1);
      out += w * bank[i]->as<torch::nn::Linear>()->forward(x);
    }
    auto share = p.mean(0);
    aux_.push_back((share * share).sum() * static_cast<double>(bank->size()));
    if (is_training()) load.mul_(0.99).add_(share.detach(), 0.01);
    return x + torch::relu(out);
  }

  torch::nn::Linear gate{nullptr};
  torch::nn::ModuleList bank{nullptr};
  torch::Tensor load;

 private:
  std::vector<torch::Tensor>& aux_;
};
TORCH_MODULE(Routed);

class ModelImpl : public torch::nn::Module {
 public:
  ModelImpl(int64_t dim, int depth) {
    for (int i = 0; i < depth; ++i)
      layers_.push_back(register_module("layer" + std::to_string(i), Routed(dim, 4, aux_)));
    head_ = register_module("head", torch::nn::Linear(dim, 2));
  }

  torch::Tensor forward(torch::Tensor x) {
    for (auto& l : layers_) x = l->forward(x);
    return head_->forward(x);
  }

  // balance terms of the last pass
  std::vector<torch::Tensor> take_aux() { return std::exchange(aux_, {}); }

  torch::Tensor busiest() const {
    std::vector<torch::Tensor> m;
    for (const auto& l : layers_) m.push_back(l->load.max());
    return torch::stack(m);
  }

 private:
  std::vector<torch::Tensor> aux_;
  std::vector<Routed> layers_;
  torch::nn::Linear head_{nullptr};
};
TORCH_MODULE(Model);

int main() {
  torch::manual_seed(9);
  Model model(24, 3);
  torch::optim::Adam opt(model->parameters(), torch::optim::AdamOptions(1e-3));
  auto vx = torch::randn({512, 24});
  auto vy = (vx.sum(1) > 0).to(torch::kLong);

  for (int64_t step = 0; step < 2'000'000; ++step) {
    model->train();
    auto x = torch::randn({64, 24});
    auto y = (x.sum(1) > 0).to(torch::kLong);
    auto loss = torch::cross_entropy_loss(model->forward(x), y);
    torch::Tensor balance = torch::zeros({});
    for (auto& a : model->take_aux()) balance += a;
    opt.zero_grad();
    (loss + 0.01 * balance).backward();
    opt.step();

    if (step % 500 == 0) {
      model->eval();
      auto pred = model->forward(vx).argmax(1);
      const auto terms = model->take_aux().size();
      std::cout << step << " acc " << pred.eq(vy).to(torch::kFloat).mean().item<float>() << " balance "
                << balance.item<float>() << " (" << terms << " layers) busiest "
                << model->busiest().max().item<float>() << "\n";
    }
  }
}
