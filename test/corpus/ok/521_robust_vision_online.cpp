#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <vector>

// Online image classifier whose updates are damped by the size of the parameter gradient (double backward).

namespace tn = torch::nn;

struct ClassifierImpl : tn::Module {
  explicit ClassifierImpl(int64_t classes) {
    features = register_module("features", tn::Sequential(tn::Conv2d(tn::Conv2dOptions(1, 8, 3).stride(2)), tn::Softplus(),
                                                          tn::Conv2d(tn::Conv2dOptions(8, 16, 3).stride(2)), tn::Softplus()));
    out = register_module("out", tn::Linear(16, classes));
  }
  torch::Tensor forward(torch::Tensor x) { return out(features->forward(x).mean({2, 3})); }
  tn::Sequential features{nullptr};
  tn::Linear out{nullptr};
};
TORCH_MODULE(Classifier);

class Regulariser {
 public:
  virtual ~Regulariser() = default;
  virtual torch::Tensor term(Classifier& net, const torch::Tensor& loss) = 0;
};

class GradientSize : public Regulariser {
 public:
  explicit GradientSize(double weight) : weight_(weight) {}
  torch::Tensor term(Classifier& net, const torch::Tensor& loss) override {
    net->zero_grad();
    loss.backward({}, /*retain_graph=*/true, /*create_graph=*/true);
    auto sum = torch::zeros({});
    for (auto& p : net->parameters()) sum = sum + p.grad().pow(2).sum();
    net->zero_grad();
    last_ = sum.item<double>();
    return weight_ * sum;
  }
  double last() const { return last_; }

 private:
  double weight_;
  double last_ = 0;
};

class Service {
 public:
  Service() : reg_(std::make_unique<GradientSize>(0.05)), opt_(net_->parameters(), torch::optim::AdamOptions(5e-4)) {}

  int64_t classify(const torch::Tensor& image) {
    torch::NoGradGuard g;
    net_->eval();
    return net_(image.unsqueeze(0)).argmax(1).item<int64_t>();
  }

  void correct(const torch::Tensor& images, const torch::Tensor& labels) {
    net_->train();
    auto loss = tn::functional::cross_entropy(net_(images), labels);
    auto total = loss + reg_->term(net_, loss);
    total.backward();
    opt_.step();
    opt_.zero_grad();
  }
  double gradient() const { return reg_->last(); }

 private:
  Classifier net_{10};
  std::unique_ptr<GradientSize> reg_;
  torch::optim::Adam opt_;
};

int main() {
  Service service;
  std::vector<torch::Tensor> images;
  std::vector<int64_t> labels;
  for (long n = 0;; ++n) {
    auto label = static_cast<int64_t>(n * 7 % 10);
    auto image = torch::rand({1, 28, 28}) * (label + 1) / 10;
    if (service.classify(image) != label) {
      images.push_back(image);
      labels.push_back(label);
    }
    if (images.size() == 16) {
      service.correct(torch::stack(images), torch::tensor(labels));
      images.clear();
      labels.clear();
    }
    if (n % 5000 == 0) std::cout << n << " |g|^2 " << service.gradient() << std::endl;
  }
}
