#include <torch/torch.h>
#include <iostream>
#include <vector>

class Pyramid {
 public:
  explicit Pyramid(int levels) : levels_(levels), kernel_(make_kernel()) {}
  std::vector<torch::Tensor> build(torch::Tensor img) {
    std::vector<torch::Tensor> out{img};
    for (int i = 1; i < levels_; ++i) {
      img = torch::conv2d(img, kernel_, {}, 1, 2);
      img = pool_->forward(img);
      out.push_back(img);
    }
    return out;
  }

 private:
  static torch::Tensor make_kernel() {
    auto g = torch::tensor({1.f, 4.f, 6.f, 4.f, 1.f}) / 16;
    return g.outer(g).view({1, 1, 5, 5});
  }
  int levels_;
  torch::Tensor kernel_;
  torch::nn::AvgPool2d pool_{torch::nn::AvgPool2dOptions(2)};
};

int main() {
  Pyramid pyr(4);
  torch::nn::Softmax2d softmax;
  torch::nn::ReLU relu;
  std::vector<torch::Tensor> descriptors;
  for (int i = 0; i < 2000; ++i) {
    auto levels = pyr.build(torch::rand({1, 1, 64, 64}));
    auto d = relu->forward(levels.back() - levels.back().mean());
    descriptors.push_back(d.flatten());
  }
  std::cout << torch::stack(descriptors).std().item<float>() << '\n';
}
