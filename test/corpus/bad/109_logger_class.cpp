#include <torch/torch.h>
#include <iostream>
#include <map>
#include <string>
#include <vector>

class ScalarLogger {
 public:
  void add(const std::string& tag, const torch::Tensor& value) {
    series_[tag].push_back(value);  // WARN: graph-in-container
  }
  void print() const {
    for (auto& [tag, values] : series_)
      std::cout << tag << " n=" << values.size() << " last=" << values.back().item<float>() << '\n';
  }

 private:
  std::map<std::string, std::vector<torch::Tensor>> series_;
};

class Segmenter : public torch::nn::Module {
 public:
  Segmenter() {
    down_ = register_module("down", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 3).stride(2).padding(1)));
    mid_ = register_module("mid", torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 16, 3).padding(1)));
    up_ = register_module("up", torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(16, 2, 2).stride(2)));
  }
  torch::Tensor forward(torch::Tensor x) { return up_(torch::relu(mid_(torch::relu(down_(x))))); }

 private:
  torch::nn::Conv2d down_{nullptr}, mid_{nullptr};
  torch::nn::ConvTranspose2d up_{nullptr};
};

static torch::Tensor dice_loss(const torch::Tensor& logits, const torch::Tensor& mask) {
  auto p = torch::softmax(logits, 1).select(1, 1);
  auto inter = (p * mask).sum();
  return 1 - 2 * inter / (p.sum() + mask.sum() + 1e-6);
}

int main() {
  auto model = std::make_shared<Segmenter>();
  torch::optim::Adam optimizer(model->parameters(), 1e-3);
  ScalarLogger logger;
  for (int epoch = 0; epoch < 40; ++epoch) {
    for (int i = 0; i < 250; ++i) {
      auto x = torch::rand({8, 3, 64, 64});
      auto m = (torch::rand({8, 64, 64}) > 0.5).to(torch::kFloat);
      optimizer.zero_grad();
      auto loss = dice_loss(model->forward(x), m);
      loss.backward();
      optimizer.step();
      logger.add("train/dice", loss);
    }
    logger.print();
  }
}
