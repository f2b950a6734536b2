#include <torch/script.h>
#include <torch/torch.h>
#include <iostream>
#include <map>
#include <memory>
#include <string>

class Backend {
 public:
  virtual ~Backend() = default;
  virtual torch::Tensor embed(const torch::Tensor& tokens) = 0;
};

// An exported encoder.
class ScriptBackend : public Backend {
 public:
  explicit ScriptBackend(const std::string& path) : module_(torch::jit::load(path)) { module_.eval(); }
  torch::Tensor embed(const torch::Tensor& tokens) override { return module_.forward({tokens}).toTensor(); }

 private:
  torch::jit::Module module_;
};

// The mean of word vectors.
class BagOfWords : public Backend {
 public:
  BagOfWords() {
    bag_->eval();
    project_->eval();
  }
  torch::Tensor embed(const torch::Tensor& tokens) override {
    return torch::tanh(project_->forward(bag_->forward(tokens)));
  }

 private:
  torch::nn::EmbeddingBag bag_{5000, 64};
  torch::nn::Linear project_{64, 32};
};

class DocumentIndex {
 public:
  explicit DocumentIndex(std::unique_ptr<Backend> backend) : backend_(std::move(backend)) {}
  void add(const std::string& url, const torch::Tensor& tokens) {
    auto vector = backend_->embed(tokens.unsqueeze(0)).squeeze(0);
    auto unit = vector / vector.norm().clamp_min(1e-6);
    vectors_.insert_or_assign(url, unit.to(torch::kHalf).to(torch::kCPU));  // WARN: unguarded-inference
  }
  std::string nearest(const torch::Tensor& tokens) const {
    torch::NoGradGuard guard;
    auto query = backend_->embed(tokens.unsqueeze(0)).squeeze(0);
    std::string best;
    float highest = -1e9f;
    for (const auto& [url, vector] : vectors_) {
      float score = torch::dot(query, vector.to(torch::kFloat)).item<float>();
      if (score > highest) {
        highest = score;
        best = url;
      }
    }
    return best;
  }
  size_t size() const { return vectors_.size(); }

 private:
  std::unique_ptr<Backend> backend_;
  std::map<std::string, torch::Tensor> vectors_;
};

int main(int argc, char** argv) {
  std::unique_ptr<Backend> backend;
  if (argc > 1) {
    backend = std::make_unique<ScriptBackend>(argv[1]);
  } else {
    backend = std::make_unique<BagOfWords>();
  }
  DocumentIndex index(std::move(backend));
  for (int64_t i = 0; i < 100000000; ++i) {
    index.add("https://example.org/" + std::to_string(i), torch::randint(0, 5000, {64}));
    if (i % 20000 == 19999) std::cout << index.size() << " " << index.nearest(torch::randint(0, 5000, {64})) << "\n";
  }
}
