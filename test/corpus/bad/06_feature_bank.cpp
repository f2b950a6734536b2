#include <torch/torch.h>
#include <fstream>
#include <string>
#include <vector>

using torch::Tensor;

class FeatureBank {
 public:
  void append(const std::string& label, const Tensor& feature) {
    labels_.push_back(label);
    features_.push_back(feature);  // WARN: unguarded-inference
  }
  Tensor matrix() const {
    return torch::stack(features_);
  }
  size_t size() const {
    return features_.size();
  }

 private:
  std::vector<std::string> labels_;
  std::vector<Tensor> features_;
};

struct BackboneImpl : torch::nn::Module {
  BackboneImpl() {
    net = register_module("net", torch::nn::Sequential(torch::nn::Conv2d(3, 16, 3), torch::nn::ReLU(), torch::nn::AdaptiveAvgPool2d(1)));
  }
  Tensor forward(const Tensor& x) {
    return net->forward(x).flatten(1);
  }
  torch::nn::Sequential net{nullptr};
};
TORCH_MODULE(Backbone);

Tensor load_image(const std::string& path);

void build_gallery(Backbone& net, const std::vector<std::string>& paths, FeatureBank& bank) {
  net->eval();
  for (const auto& p : paths) {
    auto img = load_image(p).unsqueeze(0);
    auto f = net->forward(img).squeeze(0).to(torch::kCPU);
    bank.append(p, f);
  }
}
