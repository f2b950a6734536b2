#include <torch/torch.h>
#include <iostream>
#include <map>
#include <string>
#include <utility>

struct FaceNetImpl : torch::nn::Module {
  FaceNetImpl() {
    body = register_module("body", torch::nn::Sequential(
        torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 3).stride(2)), torch::nn::ReLU(),
        torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 3).stride(2)), torch::nn::ReLU(),
        torch::nn::AdaptiveAvgPool2d(1), torch::nn::Flatten()));
    fc = register_module("fc", torch::nn::Linear(32, 128));
  }
  torch::Tensor forward(torch::Tensor x) {
    return torch::nn::functional::normalize(fc(body->forward(x)));
  }
  torch::nn::Sequential body{nullptr};
  torch::nn::Linear fc{nullptr};
};
TORCH_MODULE(FaceNet);

struct Match {
  std::string who;
  float score = -1.f;
};

class Gallery {
 public:
  Gallery() {
    net_->eval();
    torch::NoGradGuard no_grad;
  }

  void enroll(const std::string& name, const torch::Tensor& img) {
    auto e = embed(img);
    people_.emplace(name, e);  // WARN: ineffective-guard
  }

  Match find(const torch::Tensor& img) {
    auto q = embed(img);
    Match best;
    for (const auto& [name, e] : people_) {
      float s = torch::dot(q, e).item<float>();
      if (s > best.score) best = {name, s};
    }
    return best;
  }

  std::size_t size() const { return people_.size(); }

 private:
  torch::Tensor embed(const torch::Tensor& img) {
    auto x = img.to(torch::kFloat).div(255.0).unsqueeze(0);
    return net_->forward(x).squeeze(0);
  }

  FaceNet net_;
  std::multimap<std::string, torch::Tensor> people_;
};

int main() {
  Gallery g;
  long visitor = 0;
  while (true) {
    auto frame = torch::randint(0, 255, {3, 112, 112}, torch::kByte);
    Match m = g.find(frame);
    g.enroll(m.score > 0.99f ? m.who : "visitor-" + std::to_string(visitor), frame);
    ++visitor;
    if (visitor % 100 == 0) std::cout << g.size() << " stored faces, last " << m.who << "\n";
  }
}
