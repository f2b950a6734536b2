#include <torch/script.h>
#include <torch/torch.h>
#include <future>
#include <iostream>
#include <vector>

class TileProcessor {
 public:
  explicit TileProcessor(const std::string& path) : module_(torch::jit::load(path)) { module_.eval(); }

  torch::Tensor run(const torch::Tensor& image, int64_t tile) {
    std::vector<std::future<torch::Tensor>> futures;
    for (int64_t y = 0; y < image.size(1); y += tile)
      for (int64_t x = 0; x < image.size(2); x += tile) {
        auto t = image.slice(1, y, y + tile).slice(2, x, x + tile).unsqueeze(0);
        futures.push_back(std::async(std::launch::async, [this, t] {
          torch::NoGradGuard g;
          return module_.get_method("forward")({t}).toTensor();
        }));
      }
    std::vector<torch::Tensor> tiles;
    for (auto& f : futures) tiles.push_back(f.get().squeeze(0));
    auto cols = image.size(2) / tile;
    std::vector<torch::Tensor> rows;
    for (size_t i = 0; i < tiles.size(); i += cols) rows.push_back(torch::cat(std::vector<torch::Tensor>(tiles.begin() + i, tiles.begin() + i + cols), 2));
    return torch::cat(rows, 1);
  }

 private:
  torch::jit::Module module_;
};

int main(int argc, char** argv) {
  TileProcessor p(argv[1]);
  std::vector<torch::Tensor> results;
  for (int i = 0; i < 100; ++i) {
    results.push_back(p.run(torch::rand({3, 1024, 1024}), 256));
    std::cout << results.back().sizes() << '\n';
  }
}
