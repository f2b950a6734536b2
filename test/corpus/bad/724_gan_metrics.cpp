#include <torch/torch.h>

#include <cstdio>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace nn = torch::nn;

struct GeneratorImpl : nn::Module {
  GeneratorImpl(int64_t z, int64_t out)
      : net(nn::Linear(z, 128), nn::ReLU(), nn::Linear(128, out), nn::Tanh()) {
    register_module("net", net);
  }
  torch::Tensor forward(torch::Tensor x) { return net->forward(x); }
  nn::Sequential net;
};
TORCH_MODULE(Generator);

struct CriticImpl : nn::Module {
  explicit CriticImpl(int64_t in) : body(nn::Linear(in, 128), nn::LeakyReLU()), head(128, 1) {
    register_module("body", body);
    register_module("head", head);
  }
  torch::Tensor features(const torch::Tensor& x) { return body->forward(x); }
  torch::Tensor forward(const torch::Tensor& x) { return head(features(x)); }
  nn::Sequential body;
  nn::Linear head;
};
TORCH_MODULE(Critic);

class MetricLogger {
 public:
  explicit MetricLogger(std::string run) : run_(std::move(run)) {}

  void scalar(const std::string& key, double v) { last_[key] = v; }

  void curve(const std::string& key, const torch::Tensor& v) {
    TORCH_CHECK(v.numel() == 1, "curve expects a single value");
    auto& points = curves_[key];
    points.push_back(v);  // WARN: graph-in-container
  }

  void print(int64_t step) const {
    std::printf("[%s] step %ld", run_.c_str(), static_cast<long>(step));
    for (const auto& [k, v] : last_) std::printf("  %s=%.4f", k.c_str(), v);
    for (const auto& [k, v] : curves_)
      if (!v.empty()) std::printf("  %s=%.4f", k.c_str(), v.back().item<double>());
    std::printf("\n");
  }

 private:
  std::string run_;
  std::map<std::string, double> last_;
  std::unordered_map<std::string, std::vector<torch::Tensor>> curves_;
};

static torch::Tensor sample_real(int64_t n) {
  auto t = torch::rand({n, 1}) * 6.28;
  return torch::cat({t.cos(), t.sin()}, 1) + 0.02 * torch::randn({n, 2});
}

// how far apart the two batches are in critic feature space
static torch::Tensor feature_gap(Critic& d, const torch::Tensor& real, const torch::Tensor& fake) {
  auto a = d->features(real).mean(0);
  auto b = d->features(fake).mean(0);
  return (a - b).norm();
}

int main() {
  Generator g(16, 2);
  Critic d(2);
  torch::optim::Adam g_opt(g->parameters(), torch::optim::AdamOptions(2e-4).betas({0.5, 0.999}));
  torch::optim::Adam d_opt(d->parameters(), torch::optim::AdamOptions(2e-4).betas({0.5, 0.999}));
  MetricLogger log("ring2d");

  for (int64_t step = 0; step < 500000; ++step) {
    auto real = sample_real(256);
    auto fake = g(torch::randn({256, 16}));

    d_opt.zero_grad();
    auto d_loss = torch::softplus(-d(real)).mean() + torch::softplus(d(fake.detach())).mean();
    d_loss.backward();
    d_opt.step();

    g_opt.zero_grad();
    auto g_loss = torch::softplus(-d(fake)).mean();
    g_loss.backward();
    g_opt.step();

    log.scalar("d_loss", d_loss.item<double>());
    log.scalar("g_loss", g_loss.item<double>());
    log.curve("feature_gap", feature_gap(d, real, fake.detach()));
    if (step % 500 == 0) log.print(step);
  }
  return 0;
}
