#include <torch/torch.h>
#include <iostream>
#include <vector>

static torch::Tensor gram(const torch::Tensor& f) {
  auto b = f.size(0), c = f.size(1);
  auto v = f.view({b * c, -1});
  return v.mm(v.t()) / v.numel();
}

struct VggFeaturesImpl : torch::nn::Module {
  VggFeaturesImpl() {
    int64_t in = 3;
    for (int64_t w : {16, 32, 64}) {
      layers->push_back(torch::nn::Conv2d(torch::nn::Conv2dOptions(in, w, 3).padding(1)));
      in = w;
    }
    register_module("layers", layers);
  }
  std::vector<torch::Tensor> forward(torch::Tensor x) {
    std::vector<torch::Tensor> features;
    for (auto& m : *layers) {
      x = torch::relu(m->as<torch::nn::Conv2d>()->forward(x));
      features.push_back(x);
      x = torch::max_pool2d(x, 2);
    }
    return features;
  }
  torch::nn::ModuleList layers;
};
TORCH_MODULE(VggFeatures);

int main() {
  VggFeatures vgg;
  for (auto& p : vgg->parameters()) p.set_requires_grad(false);
  vgg->eval();
  auto content = torch::rand({1, 3, 128, 128}), style = torch::rand({1, 3, 128, 128});
  auto target = content.clone().set_requires_grad(true);
  torch::optim::Adam optimizer({target}, torch::optim::AdamOptions(0.003));
  auto content_f = vgg->forward(content);
  auto style_f = vgg->forward(style);
  for (int step = 0; step < 2000; ++step) {
    auto tf = vgg->forward(target);
    std::vector<torch::Tensor> style_losses, content_losses;
    for (size_t i = 0; i < tf.size(); ++i) {
      content_losses.push_back(torch::mse_loss(tf[i], content_f[i]));
      style_losses.push_back(torch::mse_loss(gram(tf[i]), gram(style_f[i])));
    }
    auto cl = torch::stack(content_losses).sum(), sl = torch::stack(style_losses).sum();
    auto loss = cl + 100 * sl;
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (step % 100 == 0) std::cout << step << " content " << cl.item<float>() << " style " << sl.item<float>() << "\n";
  }
  torch::save(target, "out.pt");
}
