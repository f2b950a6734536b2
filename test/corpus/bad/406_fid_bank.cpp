#include <torch/torch.h>

#include <iostream>
#include <string>
#include <utility>
#include <vector>

// GAN training with a Frechet style distance on features of a small embedding network.

struct EmbedderImpl : torch::nn::Module {
  EmbedderImpl() {
    body = register_module(
        "body", torch::nn::Sequential(torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 16, 4).stride(2).padding(1)),
                                      torch::nn::ReLU(),
                                      torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 4).stride(2).padding(1)),
                                      torch::nn::ReLU(), torch::nn::Flatten(), torch::nn::Linear(32 * 7 * 7, 64)));
  }
  torch::Tensor forward(const torch::Tensor& img) { return body->forward(img); }
  torch::nn::Sequential body{nullptr};
};
TORCH_MODULE(Embedder);

struct PainterImpl : torch::nn::Module {
  PainterImpl() {
    seed = register_module("seed", torch::nn::Linear(16, 32 * 7 * 7));
    up1 = register_module("up1", torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(32, 16, 4).stride(2).padding(1)));
    up2 = register_module("up2", torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(16, 1, 4).stride(2).padding(1)));
  }
  torch::Tensor forward(const torch::Tensor& z) {
    auto h = torch::relu(seed->forward(z)).view({-1, 32, 7, 7});
    return torch::tanh(up2->forward(torch::relu(up1->forward(h))));
  }
  torch::nn::Linear seed{nullptr};
  torch::nn::ConvTranspose2d up1{nullptr}, up2{nullptr};
};
TORCH_MODULE(Painter);

struct Moments {
  torch::Tensor mean, var;
};

class DistanceProbe {
 public:
  explicit DistanceProbe(const std::string& weights) {
    if (!weights.empty()) torch::load(embed_, weights);
    embed_->eval();
    reference_ = moments(torch::randn({512, 64}));
  }

  double measure(Painter& painter, int64_t chunks) {
    painter->eval();
    for (int64_t c = 0; c < chunks; ++c) {
      auto sheet = painter->forward(torch::randn({32, 16}));
      bank_.push_back(embed_->forward(sheet));  // WARN: graph-in-container
    }
    painter->train();
    const auto m = moments(torch::cat(bank_, 0));
    auto d = (m.mean - reference_.mean).pow(2).sum() +
             (m.var + reference_.var - 2 * (m.var * reference_.var).sqrt()).sum();
    return d.item<double>();
  }

  size_t sheets() const { return bank_.size(); }

 private:
  static Moments moments(const torch::Tensor& f) { return {f.mean(0), f.var(0)}; }

  Embedder embed_;
  Moments reference_;
  std::vector<torch::Tensor> bank_;
};

class Judge {
 public:
  Judge() : net_(torch::nn::Flatten(), torch::nn::Linear(784, 128), torch::nn::ReLU(), torch::nn::Linear(128, 1)) {}
  torch::Tensor operator()(const torch::Tensor& x) { return net_->forward(x); }
  std::vector<torch::Tensor> parameters() const { return net_->parameters(); }

 private:
  torch::nn::Sequential net_;
};

std::pair<float, float> adversarial_step(Painter& g, Judge& j, torch::optim::Adam& go, torch::optim::Adam& jo) {
  auto real = torch::rand({32, 1, 28, 28}) * 2 - 1;
  auto fake = g->forward(torch::randn({32, 16}));
  jo.zero_grad();
  auto jl = torch::softplus(-j(real)).mean() + torch::softplus(j(fake.detach())).mean();
  jl.backward();
  jo.step();
  go.zero_grad();
  auto gl = torch::softplus(-j(fake)).mean();
  gl.backward();
  go.step();
  return {jl.item<float>(), gl.item<float>()};
}

int main(int argc, char** argv) {
  DistanceProbe probe(argc > 1 ? argv[1] : "");
  Painter painter;
  Judge judge;
  torch::optim::Adam go(painter->parameters(), torch::optim::AdamOptions(2e-4).betas({0.5, 0.999}));
  torch::optim::Adam jo(judge.parameters(), torch::optim::AdamOptions(2e-4).betas({0.5, 0.999}));
  for (int64_t it = 1;; ++it) {
    auto [jl, gl] = adversarial_step(painter, judge, go, jo);
    if (it % 250 == 0) {
      std::cout << it << ": judge " << jl << " painter " << gl << " distance " << probe.measure(painter, 8) << " on "
                << probe.sheets() << " sheets\n";
      torch::save(painter, "painter.pt");
    }
  }
}
