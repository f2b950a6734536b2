#include <torch/torch.h>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

// Physics-informed net for Burgers' equation with gradient-balanced loss weights (Wang et al.).

namespace pinn {

struct NetImpl : torch::nn::Module {
  explicit NetImpl(int64_t width, int depth) {
    seq = register_module("seq", torch::nn::Sequential());
    seq->push_back(torch::nn::Linear(2, width));
    seq->push_back(torch::nn::Tanh());
    for (int i = 1; i < depth; ++i) {
      seq->push_back(torch::nn::Linear(width, width));
      seq->push_back(torch::nn::Tanh());
    }
    seq->push_back(torch::nn::Linear(width, 1));
  }
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& t) {
    return seq->forward(torch::cat({x, t}, 1));
  }
  torch::nn::Sequential seq{nullptr};
};
TORCH_MODULE(Net);

torch::Tensor d(const torch::Tensor& u, const torch::Tensor& x) {
  return torch::autograd::grad({u}, {x}, {torch::ones_like(u)}, true, true)[0];
}

torch::Tensor residual(Net& net, int64_t n, double nu) {
  auto x = (torch::rand({n, 1}) * 2 - 1).requires_grad_();
  auto t = torch::rand({n, 1}).requires_grad_();
  auto u = net->forward(x, t);
  auto ux = d(u, x);
  return (d(u, t) + u * ux - nu * d(ux, x)).pow(2).mean();
}

torch::Tensor boundary(Net& net, int64_t n) {
  auto t = torch::rand({n, 1});
  auto one = torch::ones({n, 1});
  return net->forward(one, t).pow(2).mean() + net->forward(-one, t).pow(2).mean();
}

torch::Tensor initial(Net& net, int64_t n) {
  auto x = torch::rand({n, 1}) * 2 - 1;
  return (net->forward(x, torch::zeros_like(x)) + torch::sin(M_PI * x)).pow(2).mean();
}

class Balancer {
 public:
  explicit Balancer(double beta) : beta_(beta) {}

  void update(std::map<std::string, torch::Tensor>& terms, const std::vector<torch::Tensor>& params) {
    auto ref = grads(terms.at("pde"), params).abs().max();
    for (auto& [name, loss] : terms) {
      if (name == "pde") continue;
      auto& w = weight(name);
      auto ratio = ref / (grads(loss, params).abs().mean() + 1e-8);
      w = beta_ * w + (1 - beta_) * ratio;
    }
  }
  torch::Tensor& weight(const std::string& name) {
    auto it = weights_.find(name);
    if (it == weights_.end()) it = weights_.emplace(name, torch::ones({})).first;
    return it->second;
  }

 private:
  static torch::Tensor grads(const torch::Tensor& loss, const std::vector<torch::Tensor>& params) {
    std::vector<torch::Tensor> flat;
    for (auto& g : torch::autograd::grad({loss}, params, {}, /*retain_graph=*/true, /*create_graph=*/false, /*allow_unused=*/true))
      if (g.defined()) flat.push_back(g.flatten());
    return torch::cat(flat);
  }
  std::map<std::string, torch::Tensor> weights_;
  double beta_;
};

}  // namespace pinn

int main() {
  pinn::Net net(50, 6);
  torch::optim::Adam opt(net->parameters(), 1e-3);
  pinn::Balancer bal(0.9);
  std::map<std::string, torch::Tensor> terms;

  for (int it = 0; it < 200000; ++it) {
    terms["pde"] = pinn::residual(net, 4096, 0.01 / M_PI);
    terms["bc"] = pinn::boundary(net, 256);
    terms["ic"] = pinn::initial(net, 256);
    if (it % 10 == 0) bal.update(terms, net->parameters());

    torch::Tensor total = torch::zeros({});
    for (auto& [name, loss] : terms) total = total + (name == "pde" ? loss : bal.weight(name) * loss);
    opt.zero_grad();
    total.backward();
    opt.step();
    if (it % 200 == 0)
      std::printf("%d total %.3e w_bc %.2f w_ic %.2f\n", it, total.item<double>(),
                  bal.weight("bc").item<double>(), bal.weight("ic").item<double>());
  }
}
