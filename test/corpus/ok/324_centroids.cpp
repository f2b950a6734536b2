// Product matching: images are embedded by a pretrained backbone; per-category centroids follow the stream.
#include <torch/torch.h>

#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace matching {

struct Config {
  int64_t image_size = 32;
  int64_t embedding_dim = 64;
  double momentum = 0.95;
  int categories = 8;
};

class Backbone {
 public:
  virtual ~Backbone() = default;
  virtual torch::Tensor embed(const torch::Tensor& images) = 0;
};

class ConvBackbone : public Backbone {
 public:
  explicit ConvBackbone(const Config& cfg)
      : features_(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 3).stride(2).padding(1)), torch::nn::ReLU(),
                  torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 3).stride(2).padding(1)), torch::nn::ReLU(),
                  torch::nn::Flatten(),
                  torch::nn::Linear(32 * (cfg.image_size / 4) * (cfg.image_size / 4), cfg.embedding_dim)) {}

  torch::Tensor embed(const torch::Tensor& images) override {
    auto z = features_->forward(images);
    return torch::nn::functional::normalize(z, torch::nn::functional::NormalizeFuncOptions().dim(1));
  }

  torch::nn::Sequential& module() { return features_; }

 private:
  torch::nn::Sequential features_;
};

std::unique_ptr<Backbone> loadBackbone(const Config& cfg) {
  auto b = std::make_unique<ConvBackbone>(cfg);
  b->module()->eval();
  for (auto& p : b->module()->parameters()) {
    p.set_requires_grad(false);
  }
  return b;
}

class CentroidIndex {
 public:
  CentroidIndex(Config cfg, std::unique_ptr<Backbone> backbone)
      : cfg_(std::move(cfg)), backbone_(std::move(backbone)) {}

  double observe(const std::string& category, const torch::Tensor& images) {
    auto z = backbone_->embed(images).mean(0);
    auto it = centroids_.find(category);
    if (it == centroids_.end()) {
      centroids_.emplace(category, z);
      return 0.0;
    }
    it->second = cfg_.momentum * it->second + (1.0 - cfg_.momentum) * z;
    return (it->second - z).norm().item<double>();
  }

  std::string nearest(const torch::Tensor& image) {
    auto z = backbone_->embed(image).squeeze(0);
    std::string best;
    double bestDist = 1e30;
    for (const auto& [name, c] : centroids_) {
      const double d = (c - z).norm().item<double>();
      if (d < bestDist) {
        bestDist = d;
        best = name;
      }
    }
    return best;
  }

 private:
  Config cfg_;
  std::unique_ptr<Backbone> backbone_;
  std::map<std::string, torch::Tensor> centroids_;
};

}  // namespace matching

int main() {
  matching::Config cfg;
  matching::CentroidIndex index(cfg, matching::loadBackbone(cfg));
  double drift = 0.0;
  for (int64_t n = 0;; ++n) {
    const std::string category = "cat-" + std::to_string(n % cfg.categories);
    drift = 0.99 * drift + 0.01 * index.observe(category, torch::rand({4, 3, cfg.image_size, cfg.image_size}));
    if (n % 2000 == 0) {
      std::cout << n << " drift " << drift << " probe -> "
                << index.nearest(torch::rand({1, 3, cfg.image_size, cfg.image_size})) << std::endl;
    }
  }
}
