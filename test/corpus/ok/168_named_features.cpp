#include <torch/torch.h>
#include <iostream>
#include <string>
#include <unordered_map>

class BackboneImpl : public torch::nn::Module {
 public:
  BackboneImpl() {
    s1 = register_module("s1", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 3).stride(2).padding(1)));
    s2 = register_module("s2", torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 3).stride(2).padding(1)));
    s3 = register_module("s3", torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 64, 3).stride(2).padding(1)));
  }
  torch::Tensor forward(torch::Tensor x) {
    feats["c1"] = x = torch::relu(s1(x));
    feats["c2"] = x = torch::relu(s2(x));
    feats["c3"] = x = torch::relu(s3(x));
    return x;
  }
  std::unordered_map<std::string, torch::Tensor> feats;

 private:
  torch::nn::Conv2d s1{nullptr}, s2{nullptr}, s3{nullptr};
};
TORCH_MODULE(Backbone);

int main() {
  Backbone bb;
  torch::nn::Linear fc(64, 4);
  auto ps = bb->parameters();
  for (auto& p : fc->parameters()) ps.push_back(p);
  torch::optim::Adam opt(ps, 1e-3);
  for (int i = 0; i < 5000; ++i) {
    auto y = fc(bb(torch::rand({4, 3, 32, 32})).mean({2, 3}));
    auto sparsity = bb->feats["c1"].abs().mean() + bb->feats["c2"].abs().mean();
    auto loss = torch::nn::functional::cross_entropy(y, torch::randint(4, {4}, torch::kLong)) + 1e-3 * sparsity;
    opt.zero_grad();
    loss.backward();
    opt.step();
    if (i % 200 == 0) std::cout << i << ' ' << loss.item<float>() << '\n';
  }
}
