#include <torch/torch.h>
#include <iostream>
#include <numeric>
#include <vector>

struct UNetImpl : torch::nn::Module {
  UNetImpl() {
    down = register_module("down", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 8, 3).padding(1)));
    up = register_module("up", torch::nn::Conv2d(torch::nn::Conv2dOptions(8, 2, 3).padding(1)));
  }
  torch::Tensor forward(torch::Tensor x) {
    return up(torch::relu(down(x)));
  }
  torch::nn::Conv2d down{nullptr}, up{nullptr};
};
TORCH_MODULE(UNet);

static torch::Tensor dice(const torch::Tensor& logits, const torch::Tensor& mask) {
  auto p = torch::softmax(logits, 1).select(1, 1);
  auto inter = (p * mask).sum();
  return 1 - 2 * inter / (p.sum() + mask.sum() + 1e-6);
}

struct Sample {
  torch::Tensor image, mask;
};

class Validator {
 public:
  explicit Validator(std::vector<Sample> data) : data_(std::move(data)) {
  }
  double run(UNet& net) {
    net->eval();
    std::vector<torch::Tensor> scores;
    for (const auto& s : data_) {
      auto loss = dice(net->forward(s.image), s.mask);
      scores.push_back(loss);  // WARN: unguarded-inference
    }
    net->train();
    double sum = 0;
    for (const auto& t : scores)
      sum += t.item<double>();
    return sum / static_cast<double>(scores.size());
  }

 private:
  std::vector<Sample> data_;
};

int main() {
  UNet net;
  torch::optim::SGD sgd(net->parameters(), 0.01);
  std::vector<Sample> val(2000, {torch::rand({1, 3, 64, 64}), torch::ones({1, 64, 64})});
  Validator validator(val);
  for (int epoch = 0; epoch < 10; ++epoch) {
    for (int i = 0; i < 100; ++i) {
      auto loss = dice(net->forward(torch::rand({4, 3, 64, 64})), torch::ones({4, 64, 64}));
      sgd.zero_grad();
      loss.backward();
      sgd.step();
    }
    std::cout << validator.run(net) << "\n";
  }
}
