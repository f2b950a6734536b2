#include <torch/torch.h>
#include <memory>
#include <string>
#include <vector>

class Stage {
 public:
  virtual ~Stage() = default;
  virtual torch::Tensor run(const torch::Tensor& x) = 0;
};

class CnnStage : public Stage {
 public:
  CnnStage() : conv_(1, 8, 3) {
  }
  torch::Tensor run(const torch::Tensor& x) override {
    return torch::relu(conv_->forward(x));
  }

 private:
  torch::nn::Conv2d conv_;
};

class ClassifyStage : public Stage {
 public:
  ClassifyStage() : fc_(8, 36) {
  }
  torch::Tensor run(const torch::Tensor& x) override {
    return fc_->forward(x.mean(std::vector<int64_t>{2, 3}));
  }

 private:
  torch::nn::Linear fc_;
};

class OcrPipeline {
 public:
  OcrPipeline() {
    stages_.push_back(std::make_unique<CnnStage>());
    stages_.push_back(std::make_unique<ClassifyStage>());
  }
  std::string read(const std::vector<torch::Tensor>& glyphs) {
    std::string text;
    for (const auto& g : glyphs) {
      torch::Tensor x = g;
      for (auto& s : stages_)
        x = s->run(x);
      text.push_back("0123456789abcdefghijklmnopqrstuvwxyz"[x.argmax().item<int64_t>()]);
      trace_.push_back(x);  // WARN: unguarded-inference
    }
    return text;
  }

 private:
  std::vector<std::unique_ptr<Stage>> stages_;
  std::vector<torch::Tensor> trace_;
};
