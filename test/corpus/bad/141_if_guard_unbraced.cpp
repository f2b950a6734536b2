#include <torch/torch.h>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

struct PageResult {
  std::string name;
  std::optional<torch::Tensor> logits;
  int64_t label = -1;
};

struct DocClassifierImpl : torch::nn::Module {
  DocClassifierImpl() {
    body = register_module("body", torch::nn::Sequential(
        torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 16, 5).stride(4)), torch::nn::ReLU(),
        torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 5).stride(4)), torch::nn::ReLU(),
        torch::nn::AdaptiveAvgPool2d(torch::nn::AdaptiveAvgPool2dOptions({4, 4})), torch::nn::Flatten()));
    fc = register_module("fc", torch::nn::Linear(512, 12));
  }
  torch::Tensor forward(torch::Tensor x) { return fc->forward(body->forward(x)); }
  torch::nn::Sequential body{nullptr};
  torch::nn::Linear fc{nullptr};
};
TORCH_MODULE(DocClassifier);

class DocumentPipeline {
 public:
  DocumentPipeline() { net_->eval(); }

  const PageResult& classify(const std::string& name, const torch::Tensor& page) {
    if (!net_->is_training()) torch::NoGradGuard no_grad;
    auto logits = net_->forward(page);
    PageResult r{name, logits, logits.argmax(1).item<int64_t>()};
    pages_.push_back(std::move(r));  // WARN: ineffective-guard
    return pages_.back();
  }

  float marginOf(size_t i) const {
    auto top = std::get<0>(pages_[i].logits->topk(2));
    return (top[0][0] - top[0][1]).item<float>();
  }

 private:
  DocClassifier net_;
  std::vector<PageResult> pages_;
};

int main() {
  DocumentPipeline pipe;
  std::string line;
  for (size_t i = 0; std::getline(std::cin, line); ++i) {
    auto& r = pipe.classify(line, torch::rand({1, 1, 512, 512}));
    std::cout << r.name << ' ' << r.label << ' ' << pipe.marginOf(i) << '\n';
  }
}
