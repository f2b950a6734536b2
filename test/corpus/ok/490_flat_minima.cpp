// training with a gradient-norm term, looking for flat minima
#include <torch/torch.h>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace F = torch::nn::functional;
using torch::Tensor;

struct TinyNetImpl : torch::nn::Module {
  torch::nn::Linear l1{nullptr}, l2{nullptr}, l3{nullptr};
  TinyNetImpl(int64_t in, int64_t h, int64_t k) {
    l1 = register_module("l1", torch::nn::Linear(in, h));
    l2 = register_module("l2", torch::nn::Linear(h, h));
    l3 = register_module("l3", torch::nn::Linear(h, k));
  }
  Tensor forward(Tensor x) { return l3(torch::tanh(l2(torch::tanh(l1(x))))); }
};
TORCH_MODULE(TinyNet);

struct Config {
  int epochs = 200;
  int64_t batch = 64;
  double rho = 0.05;
  double lr = 0.05;
};

static Config parse(int argc, char** argv) {
  Config c;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string k = argv[i];
    if (k == "--epochs") c.epochs = std::atoi(argv[i + 1]);
    else if (k == "--rho") c.rho = std::atof(argv[i + 1]);
    else if (k == "--lr") c.lr = std::atof(argv[i + 1]);
  }
  return c;
}

static void drop_grads(std::vector<Tensor>& params) {
  for (auto& p : params) p.mutable_grad() = Tensor();
}

struct Metrics {
  double loss = 0, gnorm = 0;
  int n = 0;
};

static void regularised_step(TinyNet& net, torch::optim::SGD& opt, const Tensor& x, const Tensor& y, double rho,
                             Metrics& m) {
  auto params = net->parameters();
  drop_grads(params);
  auto loss = F::cross_entropy(net->forward(x), y);
  loss.backward({}, /*retain_graph=*/true, /*create_graph=*/true);
  Tensor sq = torch::zeros({});
  for (auto& p : params) sq = sq + p.grad().pow(2).sum();
  auto gnorm = (sq + 1e-12).sqrt();
  drop_grads(params);
  (loss + rho * gnorm).backward();
  opt.step();
  m.loss += loss.item<double>();
  m.gnorm += gnorm.item<double>();
  ++m.n;
}

static double accuracy(TinyNet& net, const Tensor& x, const Tensor& y) {
  auto pred = net->forward(x).argmax(1);
  return pred.eq(y).to(torch::kFloat).mean().item<double>();
}

// loss change under random weight noise
static double sharpness(TinyNet& net, const Tensor& x, const Tensor& y, double sigma) {
  torch::NoGradGuard ng;
  double base = F::cross_entropy(net->forward(x), y).item<double>();
  std::vector<Tensor> kept;
  for (auto& p : net->parameters()) {
    kept.push_back(p.clone());
    p.add_(torch::randn_like(p), sigma);
  }
  double moved = F::cross_entropy(net->forward(x), y).item<double>();
  auto params = net->parameters();
  for (size_t i = 0; i < params.size(); ++i) params[i].copy_(kept[i]);
  return moved - base;
}

int main(int argc, char** argv) {
  auto cfg = parse(argc, argv);
  torch::manual_seed(12);
  auto centers = torch::randn({5, 10}) * 2;
  auto y = torch::randint(5, {2000}, torch::kLong);
  auto x = centers.index_select(0, y) + torch::randn({2000, 10});
  TinyNet net(10, 32, 5);
  torch::optim::SGD opt(net->parameters(), torch::optim::SGDOptions(cfg.lr).momentum(0.9));

  for (int e = 0; e < cfg.epochs; ++e) {
    Metrics m;
    auto order = torch::randperm(2000);
    for (int64_t s = 0; s + cfg.batch <= 2000; s += cfg.batch) {
      auto idx = order.narrow(0, s, cfg.batch);
      regularised_step(net, opt, x.index_select(0, idx), y.index_select(0, idx), cfg.rho, m);
    }
    if (e % 10 == 0)
      std::printf("epoch %d loss %.4f |g| %.4f acc %.3f sharp %.4f\n", e, m.loss / m.n, m.gnorm / m.n,
                  accuracy(net, x, y), sharpness(net, x, y, 0.05));
  }
  torch::save(net, "flat.pt");
  return 0;
}
