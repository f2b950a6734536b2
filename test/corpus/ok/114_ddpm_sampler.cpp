#include <torch/torch.h>
#include <string>
#include <vector>

class EpsNetImpl : public torch::nn::Module {
 public:
  EpsNetImpl() {
    c1_ = register_module("c1", torch::nn::Conv2d(torch::nn::Conv2dOptions(2, 32, 3).padding(1)));
    c2_ = register_module("c2", torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 32, 3).padding(1)));
    c3_ = register_module("c3", torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 1, 3).padding(1)));
  }
  torch::Tensor forward(torch::Tensor x, torch::Tensor t) {
    auto tm = t.view({-1, 1, 1, 1}).expand({x.size(0), 1, x.size(2), x.size(3)});
    auto h = torch::silu(c1_(torch::cat({x, tm}, 1)));
    h = h + torch::silu(c2_(h));
    return c3_(h);
  }

 private:
  torch::nn::Conv2d c1_{nullptr}, c2_{nullptr}, c3_{nullptr};
};
TORCH_MODULE(EpsNet);

struct Schedule {
  explicit Schedule(int64_t T) : T(T), beta(torch::linspace(1e-4, 0.02, T)), alpha(1 - beta), abar(alpha.cumprod(0)) {}
  int64_t T;
  torch::Tensor beta, alpha, abar;
};

std::vector<torch::Tensor> sample(EpsNet& net, const Schedule& s, int64_t n) {
  torch::NoGradGuard no_grad;
  net->eval();
  std::vector<torch::Tensor> frames;
  auto x = torch::randn({n, 1, 28, 28});
  for (int64_t t = s.T - 1; t >= 0; --t) {
    auto tt = torch::full({n}, (double)t / s.T);
    auto eps = net(x, tt);
    auto a = s.alpha[t], ab = s.abar[t];
    x = (x - (1 - a) / (1 - ab).sqrt() * eps) / a.sqrt();
    if (t > 0) x = x + s.beta[t].sqrt() * torch::randn_like(x);
    if (t % 100 == 0) frames.push_back(x.clone());
  }
  net->train();
  return frames;
}

int main() {
  EpsNet net;
  Schedule sch(1000);
  torch::optim::AdamW opt(net->parameters(), 2e-4);
  std::vector<double> losses;
  for (int step = 1; step <= 100000; ++step) {
    auto x0 = torch::rand({64, 1, 28, 28}) * 2 - 1;
    auto t = torch::randint(sch.T, {64}, torch::kLong);
    auto ab = sch.abar.index_select(0, t).view({-1, 1, 1, 1});
    auto noise = torch::randn_like(x0);
    auto loss = torch::mse_loss(net(ab.sqrt() * x0 + (1 - ab).sqrt() * noise, t.to(torch::kFloat) / sch.T), noise);
    opt.zero_grad();
    loss.backward();
    opt.step();
    losses.push_back(loss.item<double>());
    if (step % 5000 == 0) {
      auto frames = sample(net, sch, 16);
      for (size_t i = 0; i < frames.size(); ++i) torch::save(frames[i], "f" + std::to_string(i) + ".pt");
    }
  }
}
