// Energy model for 2D point clouds with a penalty on its parameter gradients.
#include <torch/torch.h>
#include <cstdio>
#include <vector>

struct Energy : torch::nn::Module {
  Energy() {
    seq = register_module("seq", torch::nn::Sequential(torch::nn::Linear(2, 64), torch::nn::Softplus(),
                                                       torch::nn::Linear(64, 64), torch::nn::Softplus(),
                                                       torch::nn::Linear(64, 1)));
  }
  torch::Tensor forward(const torch::Tensor& x) { return seq->forward(x).squeeze(-1); }
  torch::nn::Sequential seq{nullptr};
};

torch::Tensor two_rings(int64_t n) {
  auto t = 6.2831853 * torch::rand({n});
  auto r = 1.0 + torch::randint(2, {n}, torch::kFloat) + 0.05 * torch::randn({n});
  return torch::stack({r * t.cos(), r * t.sin()}, 1);
}

class Fitter {
 public:
  explicit Fitter(Energy& e) : e_(e), opt_(e.parameters(), 1e-3) {}

  double step() {
    opt_.zero_grad();
    auto pos = two_rings(256);
    auto neg = 3.0 * torch::randn({256, 2});
    auto gap = torch::softplus(e_.forward(pos) - e_.forward(neg)).mean();
    gap.backward({}, /*retain_graph=*/true, /*create_graph=*/true);

    auto penalty = torch::zeros({});
    std::vector<torch::Tensor> grads;
    for (auto& p : e_.parameters()) grads.push_back(p.grad());
    for (const auto& g : grads) penalty = penalty + g.pow(2).sum();

    opt_.zero_grad();
    auto loss = gap + 0.1 * penalty;
    loss.backward();
    opt_.step();
    return loss.item<double>();
  }

 private:
  Energy& e_;
  torch::optim::Adam opt_;
};

int main() {
  Energy e;
  Fitter fit(e);
  double run = 0;
  for (long i = 1;; ++i) {
    run += fit.step();
    if (i % 500 == 0) {
      std::printf("%ld %.5f\n", i, run / 500);
      run = 0;
    }
  }
}
