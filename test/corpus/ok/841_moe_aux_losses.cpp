#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <vector>

namespace F = torch::nn::functional;

// Layers drop their regularisation terms in here during forward.
class LossBag {
 public:
  void add(torch::Tensor term) { terms_.push_back(std::move(term)); }

  torch::Tensor take() {
    std::vector<torch::Tensor> terms;
    terms.swap(terms_);
    return terms.empty() ? torch::zeros({}) : torch::stack(terms).sum();
  }

 private:
  std::vector<torch::Tensor> terms_;
};

struct MoeLayerImpl : torch::nn::Module {
  MoeLayerImpl(int64_t dim, int experts, std::shared_ptr<LossBag> bag) : bag_(std::move(bag)) {
    gate = register_module("gate", torch::nn::Linear(dim, experts));
    experts_ = register_module("experts", torch::nn::ModuleList());
    for (int i = 0; i < experts; ++i) experts_->push_back(torch::nn::Linear(dim, dim));
  }

  torch::Tensor forward(const torch::Tensor& x) {
    auto weights = torch::softmax(gate(x), 1);
    bag_->add(weights.mean(0).pow(2).sum() * weights.size(1));
    auto y = torch::zeros_like(x);
    for (size_t i = 0; i < experts_->size(); ++i) {
      auto e = experts_[i]->as<torch::nn::Linear>()->forward(x);
      y = y + weights.select(1, static_cast<int64_t>(i)).unsqueeze(1) * torch::relu(e);
    }
    return x + y;
  }

  torch::nn::Linear gate{nullptr};
  torch::nn::ModuleList experts_{nullptr};
  std::shared_ptr<LossBag> bag_;
};
TORCH_MODULE(MoeLayer);

struct ModelImpl : torch::nn::Module {
  explicit ModelImpl(std::shared_ptr<LossBag> bag) {
    a = register_module("a", MoeLayer(48, 4, bag));
    b = register_module("b", MoeLayer(48, 4, bag));
    head = register_module("head", torch::nn::Linear(48, 6));
  }
  torch::Tensor forward(const torch::Tensor& x) { return head(b(a(x))); }
  MoeLayer a{nullptr}, b{nullptr};
  torch::nn::Linear head{nullptr};
};
TORCH_MODULE(Model);

int main() {
  auto bag = std::make_shared<LossBag>();
  Model model(bag);
  torch::optim::Adam opt(model->parameters(), 1e-3);
  constexpr int kMicro = 4;

  for (int epoch = 0; epoch < 20000; ++epoch) {
    torch::Tensor balance = torch::zeros({});
    double ce_sum = 0;
    for (int step = 0; step < 50; ++step) {
      opt.zero_grad();
      for (int m = 0; m < kMicro; ++m) {
        auto x = torch::randn({32, 48});
        auto y = x.slice(1, 0, 6).argmax(1);
        auto ce = F::cross_entropy(model->forward(x), y);
        auto aux = bag->take();
        ((ce + 0.01 * aux) / kMicro).backward();
        ce_sum += ce.item<double>();
        balance += aux.detach();
      }
      opt.step();
    }

    torch::NoGradGuard no_grad;
    auto x = torch::randn({256, 48});
    auto acc = (model->forward(x).argmax(1) == x.slice(1, 0, 6).argmax(1)).to(torch::kFloat).mean();
    std::cout << "epoch " << epoch << " ce " << ce_sum / (50 * kMicro) << " balance "
              << balance.item<float>() / (50 * kMicro) << " val acc " << acc.item<float>() << " val balance "
              << bag->take().item<float>() << '\n';
  }
}
