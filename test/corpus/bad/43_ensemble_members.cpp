#include <torch/torch.h>
#include <memory>
#include <vector>

struct EnsembleImpl;

struct MemberImpl : torch::nn::Module {
  explicit MemberImpl(std::shared_ptr<EnsembleImpl> e) : ensemble(std::move(e)), fc(register_module("fc", torch::nn::Linear(8, 2))) {
  }
  torch::Tensor forward(torch::Tensor x);
  std::shared_ptr<EnsembleImpl> ensemble;
  torch::nn::Linear fc;
};

struct EnsembleImpl : torch::nn::Module {
  void grow(int n) {
    auto self = std::static_pointer_cast<EnsembleImpl>(shared_from_this());
    for (int i = 0; i < n; ++i) {
      members.push_back(std::make_shared<MemberImpl>(self));  // WARN: ownership-cycle
      register_module("m" + std::to_string(i), members.back());
    }
  }
  torch::Tensor forward(torch::Tensor x) {
    std::vector<torch::Tensor> out;
    for (auto& m : members)
      out.push_back(m->forward(x));
    return torch::stack(out).mean(0);
  }
  double temperature = 1.5;
  std::vector<std::shared_ptr<MemberImpl>> members;
};

torch::Tensor MemberImpl::forward(torch::Tensor x) {
  return fc(x) / ensemble->temperature;
}

torch::Tensor predict(int size, torch::Tensor x) {
  auto e = std::make_shared<EnsembleImpl>();
  e->grow(size);
  torch::InferenceMode guard;
  return e->forward(x);
}
