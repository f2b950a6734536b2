#include <torch/torch.h>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

// Small DCGAN-ish playground on 2-D point clouds.

struct GeneratorImpl : torch::nn::Module {
  explicit GeneratorImpl(int64_t z) {
    body = register_module("body", torch::nn::Sequential(
        torch::nn::Linear(z, 128), torch::nn::ReLU(),
        torch::nn::Linear(128, 128), torch::nn::ReLU(),
        torch::nn::Linear(128, 2)));
  }
  torch::Tensor forward(torch::Tensor z) { return body->forward(z); }
  torch::nn::Sequential body{nullptr};
};
TORCH_MODULE(Generator);

struct DiscriminatorImpl : torch::nn::Module {
  DiscriminatorImpl() {
    body = register_module("body", torch::nn::Sequential(
        torch::nn::Linear(2, 128), torch::nn::LeakyReLU(),
        torch::nn::Linear(128, 1)));
  }
  torch::Tensor forward(torch::Tensor x) { return body->forward(x); }
  torch::nn::Sequential body{nullptr};
};
TORCH_MODULE(Discriminator);

class MetricLogger {
 public:
  void log(const std::string& key, const torch::Tensor& value) {
    auto& s = series_[key];
    s.push_back(value);  // WARN: graph-in-container
  }

  double recent(const std::string& key, size_t n) const {
    auto it = series_.find(key);
    if (it == series_.end() || it->second.empty()) return 0.0;
    const auto& s = it->second;
    size_t from = s.size() > n ? s.size() - n : 0;
    double acc = 0;
    for (size_t i = from; i < s.size(); ++i) acc += s[i].item<double>();
    return acc / double(s.size() - from);
  }

 private:
  std::map<std::string, std::vector<torch::Tensor>> series_;
};

static torch::Tensor real_points(int64_t n) {
  auto t = torch::rand({n, 1}) * 6.2831853;
  return torch::cat({t.cos(), t.sin()}, 1) + 0.05 * torch::randn({n, 2});
}

int main() {
  const int64_t batch = 256, zdim = 16;
  Generator G(zdim);
  Discriminator D;
  torch::optim::Adam optG(G->parameters(), torch::optim::AdamOptions(2e-4).betas({0.5, 0.999}));
  torch::optim::Adam optD(D->parameters(), torch::optim::AdamOptions(2e-4).betas({0.5, 0.999}));
  MetricLogger logger;

  auto bce = [](const torch::Tensor& logits, float target) {
    return torch::binary_cross_entropy_with_logits(logits, torch::full_like(logits, target));
  };

  for (int epoch = 0; epoch < 5000; ++epoch) {
    for (int it = 0; it < 100; ++it) {
      auto fake = G->forward(torch::randn({batch, zdim}));

      optD.zero_grad();
      auto lossD = bce(D->forward(real_points(batch)), 0.9f) + bce(D->forward(fake.detach()), 0.f);
      lossD.backward();
      optD.step();

      optG.zero_grad();
      auto lossG = bce(D->forward(fake), 1.f);
      lossG.backward();
      optG.step();

      logger.log("loss_d", lossD);
      logger.log("loss_g", lossG);
    }
    std::printf("[%d] D %.4f G %.4f\n", epoch, logger.recent("loss_d", 100), logger.recent("loss_g", 100));
  }
}
