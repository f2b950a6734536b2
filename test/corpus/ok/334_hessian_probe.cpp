// Sharpness monitor: trains an MLP and follows the top Hessian eigenvalue by
// one power-iteration step per update (v <- Hv / |Hv|). Port of sharpness.py.
#include <torch/torch.h>
#include <cstdio>
#include <vector>

using Tensors = std::vector<torch::Tensor>;

static torch::Tensor inner(const Tensors& a, const Tensors& b) {
  auto s = torch::zeros({});
  for (size_t i = 0; i < a.size(); ++i) s = s + (a[i] * b[i]).sum();
  return s;
}

static void normalise(Tensors& v) {
  const double n = inner(v, v).sqrt().item<double>() + 1e-12;
  for (auto& t : v) t = t / n;
}

int main(int argc, char**) {
  torch::manual_seed(0);
  const bool verbose = argc > 1;
  torch::nn::Sequential net(torch::nn::Linear(50, 200), torch::nn::Tanh(),
                            torch::nn::Linear(200, 200), torch::nn::Tanh(),
                            torch::nn::Linear(200, 1));
  torch::nn::Linear teacher(50, 1);

  auto params = net->parameters();
  torch::optim::SGD sgd(params, torch::optim::SGDOptions(0.02));

  Tensors v;
  for (auto& p : params) v.push_back(torch::randn_like(p));
  normalise(v);

  double sharpness = 0.0, ema_loss = 0.0;
  for (long it = 0; it < 3000000; ++it) {
    auto x = torch::randn({128, 50});
    torch::Tensor y;
    {
      torch::NoGradGuard ng;
      y = teacher->forward(x).sin();
    }

    auto loss = torch::mse_loss(net->forward(x), y);
    loss.backward({}, /*retain_graph=*/true, /*create_graph=*/true);

    Tensors g;
    for (auto& p : params) g.push_back(p.grad());
    auto gv = inner(g, v);
    auto hv = torch::autograd::grad({gv}, params);

    sharpness = inner(hv, v).item<double>();
    v = hv;
    normalise(v);

    sgd.step();
    sgd.zero_grad();

    ema_loss = 0.99 * ema_loss + 0.01 * loss.item<double>();
    if (verbose || it % 100 == 0) std::printf("%ld loss %.5f lambda_max %.4f\n", it, ema_loss, sharpness);
  }
  return 0;
}
