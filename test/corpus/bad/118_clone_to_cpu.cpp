#include <torch/torch.h>
#include <iostream>
#include <vector>

struct History {
  std::vector<torch::Tensor> total, box, cls;
  std::vector<double> lr;
};

struct DetHeadImpl : torch::nn::Module {
  DetHeadImpl(int64_t c, int64_t classes) {
    trunk = register_module("trunk", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, c, 3).stride(4).padding(1)));
    reg = register_module("reg", torch::nn::Conv2d(c, 4, 1));
    cls = register_module("cls", torch::nn::Conv2d(c, classes, 1));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    x = torch::relu(trunk(x));
    return {reg(x), cls(x)};
  }
  torch::nn::Conv2d trunk{nullptr}, reg{nullptr}, cls{nullptr};
};
TORCH_MODULE(DetHead);

class Learner {
 public:
  explicit Learner(torch::Device dev) : dev_(dev), head_(32, 80), opt_(head_->parameters(), torch::optim::SGDOptions(0.01)) { head_->to(dev_); }

  void step(const torch::Tensor& img, const torch::Tensor& boxes, const torch::Tensor& labels) {
    auto [r, c] = head_(img.to(dev_));
    auto lbox = torch::smooth_l1_loss(r, boxes.to(dev_));
    auto lcls = torch::nn::functional::cross_entropy(c, labels.to(dev_));
    auto loss = 2.0 * lbox + lcls;
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    history_.box.push_back(lbox.detach().to(torch::kCPU));
    history_.cls.push_back(lcls.detach().to(torch::kCPU));
    history_.total.push_back(loss.clone().to(torch::kCPU));  // WARN: graph-in-container
    history_.lr.push_back(0.01);
  }
  const History& history() const { return history_; }

 private:
  torch::Device dev_;
  DetHead head_;
  torch::optim::SGD opt_;
  History history_;
};

int main() {
  Learner learner(torch::cuda::is_available() ? torch::kCUDA : torch::kCPU);
  for (int i = 0; i < 90000; ++i) {
    learner.step(torch::rand({2, 3, 64, 64}), torch::rand({2, 4, 16, 16}), torch::randint(80, {2, 16, 16}, torch::kLong));
    if (i % 100 == 0) std::cout << learner.history().total.back().item<float>() << '\n';
  }
}
