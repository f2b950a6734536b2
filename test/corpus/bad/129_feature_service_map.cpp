#include <torch/torch.h>
#include <iostream>
#include <mutex>
#include <string>
#include <unordered_map>

struct ImageEncoderImpl : torch::nn::Module {
  ImageEncoderImpl() {
    conv1 = register_module("conv1", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 32, 3).stride(2)));
    conv2 = register_module("conv2", torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 64, 3).stride(2)));
    proj = register_module("proj", torch::nn::Linear(64, 128));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(conv2(torch::relu(conv1(x))));
    return proj(x.mean({2, 3}));
  }
  torch::nn::Conv2d conv1{nullptr}, conv2{nullptr};
  torch::nn::Linear proj{nullptr};
};
TORCH_MODULE(ImageEncoder);

class FeatureService {
 public:
  explicit FeatureService(const std::string& weights) {
    torch::load(encoder_, weights);
    encoder_->eval();
  }

  torch::Tensor features(const std::string& imageId, const torch::Tensor& image) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto found = cache_.find(imageId);
    if (found != cache_.end()) return found->second;
    auto f = torch::nn::functional::normalize(encoder_->forward(image.unsqueeze(0))).squeeze(0);
    cache_.emplace(imageId, f);  // WARN: unguarded-inference
    return f;
  }

  float similarity(const std::string& a, const torch::Tensor& ia, const std::string& b, const torch::Tensor& ib) {
    return features(a, ia).dot(features(b, ib)).item<float>();
  }

 private:
  ImageEncoder encoder_;
  std::mutex mutex_;
  std::unordered_map<std::string, torch::Tensor> cache_;
};

int main(int argc, char** argv) {
  FeatureService svc(argv[1]);
  std::string line, prev = "seed";
  while (std::getline(std::cin, line)) {
    std::cout << svc.similarity(prev, torch::rand({3, 224, 224}), line, torch::rand({3, 224, 224})) << '\n';
    prev = line;
  }
}
