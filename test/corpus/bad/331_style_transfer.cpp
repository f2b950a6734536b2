// Neural style transfer on random features, after the classic notebook.
// Logs the gradient norm that each term contributes.
#include <torch/torch.h>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

namespace F = torch::nn::functional;
using torch::Tensor;

Tensor gram(const Tensor& feat) {
  const auto c = feat.size(1);
  auto f = feat.view({c, -1});
  return torch::mm(f, f.t()) / double(f.numel());
}

struct FeatureNetImpl : torch::nn::Module {
  torch::nn::Conv2d c1{nullptr}, c2{nullptr}, c3{nullptr};
  FeatureNetImpl() {
    c1 = register_module("c1", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 3).padding(1)));
    c2 = register_module("c2", torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 3).padding(1)));
    c3 = register_module("c3", torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 64, 3).padding(1)));
  }
  std::vector<Tensor> forward(const Tensor& img) {
    auto a = torch::relu(c1(img));
    auto b = torch::relu(c2(F::avg_pool2d(a, F::AvgPool2dFuncOptions(2))));
    auto c = torch::relu(c3(F::avg_pool2d(b, F::AvgPool2dFuncOptions(2))));
    return {a, b, c};
  }
};
TORCH_MODULE(FeatureNet);

int main(int argc, char** argv) {
  const double style_weight = argc > 1 ? std::stod(argv[1]) : 1e4;
  torch::manual_seed(42);

  FeatureNet vgg;
  vgg->eval();
  for (auto& p : vgg->parameters()) p.set_requires_grad(false);

  Tensor content_img = torch::rand({1, 3, 64, 64});
  Tensor style_img = torch::rand({1, 3, 64, 64});

  Tensor content_target = vgg->forward(content_img)[2].detach();
  std::vector<Tensor> style_targets;
  for (auto& f : vgg->forward(style_img)) style_targets.push_back(gram(f).detach());

  Tensor image = content_img.clone().set_requires_grad(true);
  torch::optim::Adam optimizer(std::vector<Tensor>{image}, torch::optim::AdamOptions(0.02));

  std::vector<Tensor> style_curve;
  std::vector<double> content_curve(1, 0.0);

  for (int it = 0; it < 500000; ++it) {
    optimizer.zero_grad();
    auto feats = vgg->forward(image);

    Tensor content_loss = F::mse_loss(feats[2], content_target);
    Tensor style_loss = torch::zeros({});
    for (size_t k = 0; k < feats.size(); ++k) {
      style_loss = style_loss + F::mse_loss(gram(feats[k]), style_targets[k]);
    }
    style_loss = style_weight * style_loss;

    content_loss.backward({}, /*retain_graph=*/true);
    const double content_gn = image.grad().norm().item<double>();
    style_loss.backward({}, /*retain_graph=*/true);
    const double total_gn = image.grad().norm().item<double>();

    optimizer.step();
    {
      torch::NoGradGuard no_grad;
      image.clamp_(0, 1);
    }

    style_curve.push_back(style_loss);  // WARN: graph-in-container
    content_curve.back() = content_loss.item<double>();

    if (it % 100 == 0) {
      const size_t back = style_curve.size() > 100 ? 100 : style_curve.size() - 1;
      const double before = style_curve[style_curve.size() - 1 - back].item<double>();
      std::cout << std::setw(7) << it << " content " << content_curve.back() << " style "
                << style_loss.item<double>() << " (was " << before << ") |g| " << content_gn << " / "
                << total_gn << std::endl;
    }
  }
  return 0;
}
