#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <unordered_map>

// Feed-forward style transfer front end. Reads "<name> <h> <w> <seed>" lines and renders them.

struct ResBlockImpl : torch::nn::Module {
  explicit ResBlockImpl(int64_t c) {
    c1 = register_module("c1", torch::nn::Conv2d(torch::nn::Conv2dOptions(c, c, 3).padding(1)));
    c2 = register_module("c2", torch::nn::Conv2d(torch::nn::Conv2dOptions(c, c, 3).padding(1)));
  }
  torch::Tensor forward(torch::Tensor x) { return x + c2->forward(torch::relu(c1->forward(x))); }
  torch::nn::Conv2d c1{nullptr}, c2{nullptr};
};
TORCH_MODULE(ResBlock);

struct TransformNetImpl : torch::nn::Module {
  TransformNetImpl() {
    net = register_module("net", torch::nn::Sequential(
        torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 32, 9).padding(4)), torch::nn::ReLU(),
        ResBlock(32), ResBlock(32), ResBlock(32),
        torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 3, 9).padding(4))));
  }
  torch::Tensor forward(torch::Tensor x) { return net->forward(x); }
  torch::nn::Sequential net{nullptr};
};
TORCH_MODULE(TransformNet);

class Stylizer {
 public:
  explicit Stylizer(const std::string& weights) {
    torch::load(net_, weights);
    net_->eval();
  }
  torch::Tensor apply(const torch::Tensor& rgb) {
    auto y = net_->forward(rgb.unsqueeze(0) * 255.0);
    return y.squeeze(0).div(255.0).clamp(0, 1);
  }

 private:
  TransformNet net_;
};

class Session {
 public:
  explicit Session(std::shared_ptr<Stylizer> s) : stylizer_(std::move(s)) {}

  bool handle(const std::string& line) {
    std::istringstream in(line);
    std::string name;
    int64_t h = 0, w = 0;
    uint64_t seed = 0;
    if (!(in >> name >> h >> w >> seed) || h <= 0 || w <= 0) return false;
    auto image = fetch(h, w, seed);
    auto out = stylizer_->apply(image);
    std::cout << name << " mean " << out.mean().item<float>() << "\n";
    gallery_[name + "#" + std::to_string(count_++)] = out;  // WARN: unguarded-inference
    return true;
  }

  const torch::Tensor* find(const std::string& key) const {
    auto it = gallery_.find(key);
    return it == gallery_.end() ? nullptr : &it->second;
  }

 private:
  static torch::Tensor fetch(int64_t h, int64_t w, uint64_t seed) {
    torch::manual_seed(seed);
    return torch::rand({3, h, w});
  }

  std::shared_ptr<Stylizer> stylizer_;
  std::unordered_map<std::string, torch::Tensor> gallery_;
  size_t count_ = 0;
};

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: style WEIGHTS < requests\n";
    return 1;
  }
  Session session(std::make_shared<Stylizer>(argv[1]));
  std::string line;
  while (std::getline(std::cin, line)) {
    if (line.rfind("show ", 0) == 0) {
      if (auto* t = session.find(line.substr(5))) torch::save(*t, "show.pt");
      continue;
    }
    if (!session.handle(line)) std::cerr << "bad request: " << line << "\n";
  }
}
