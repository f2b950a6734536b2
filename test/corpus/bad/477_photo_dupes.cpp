// finds near-duplicate photos: reads paths of P6 files from stdin, prints the closest earlier one
#include <torch/torch.h>
#include <fstream>
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

namespace F = torch::nn::functional;

struct EmbedderImpl : torch::nn::Module {
  torch::nn::Sequential trunk{nullptr};
  torch::nn::Linear head{nullptr};

  explicit EmbedderImpl(int64_t dim) {
    trunk = register_module("trunk", torch::nn::Sequential(
        torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 5).stride(2)), torch::nn::BatchNorm2d(16), torch::nn::ReLU(),
        torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 3).stride(2)), torch::nn::BatchNorm2d(32), torch::nn::ReLU(),
        torch::nn::AdaptiveAvgPool2d(torch::nn::AdaptiveAvgPool2dOptions(4))));
    head = register_module("head", torch::nn::Linear(32 * 16, dim));
  }

  torch::Tensor forward(torch::Tensor x) {
    auto y = head(trunk->forward(x).flatten(1));
    return F::normalize(y, F::NormalizeFuncOptions().dim(1)).squeeze(0);
  }
};
TORCH_MODULE(Embedder);

static bool read_ppm(const std::string& path, torch::Tensor& out) {
  std::ifstream in(path, std::ios::binary);
  std::string magic;
  int64_t w = 0, h = 0, maxv = 0;
  if (!(in >> magic >> w >> h >> maxv) || magic != "P6" || maxv != 255) return false;
  in.get();
  std::vector<char> raw(static_cast<size_t>(w * h * 3));
  if (!in.read(raw.data(), static_cast<std::streamsize>(raw.size()))) return false;
  auto bytes = torch::from_blob(raw.data(), {h, w, 3}, torch::kUInt8);
  auto img = bytes.to(torch::kFloat).div(255.0).permute({2, 0, 1}).unsqueeze(0);
  out = F::adaptive_avg_pool2d(img, F::AdaptiveAvgPool2dFuncOptions(96));
  return true;
}

using Gallery = std::unordered_map<std::string, torch::Tensor>;

struct Match {
  std::string name;
  float score = -2.f;
};

static Match nearest(const Gallery& g, const torch::Tensor& probe) {
  Match m;
  for (const auto& kv : g) {
    float s = kv.second.dot(probe).item<float>();
    if (s > m.score) m = Match{kv.first, s};
  }
  return m;
}

static void remember(Gallery& g, const std::string& name, const torch::Tensor& vec) {
  if (g.find(name) == g.end()) g.emplace(name, vec);  // WARN: ineffective-guard
}

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: find . -name '*.ppm' | " << argv[0] << " embedder.pt [threshold]\n";
    return 2;
  }
  const float threshold = argc > 2 ? std::stof(argv[2]) : 0.97f;

  Embedder net(128);
  torch::load(net, argv[1]);

  auto start_eval = [&net]() {
    net->eval();
    torch::NoGradGuard no_grad;
    std::cerr << "network ready, " << net->parameters().size() << " tensors\n";
  };
  start_eval();

  Gallery gallery;
  std::string path;
  size_t skipped = 0;
  while (std::getline(std::cin, path)) {
    torch::Tensor img;
    if (!read_ppm(path, img)) {
      ++skipped;
      continue;
    }
    auto vec = net->forward(img);
    auto m = nearest(gallery, vec);
    if (m.score >= threshold) std::cout << path << '\t' << m.name << '\t' << m.score << '\n';
    remember(gallery, path, vec);
  }
  std::cerr << gallery.size() << " images, " << skipped << " skipped\n";
  return 0;
}
