#include <torch/torch.h>
#include <cstdint>
#include <map>
#include <tuple>

using VoxelKey = std::tuple<int, int, int>;

struct DepthNetImpl : torch::nn::Module {
  DepthNetImpl() : c1(register_module("c1", torch::nn::Conv2d(3, 4, 3))), c2(register_module("c2", torch::nn::Conv2d(4, 1, 3))) {
  }
  torch::Tensor forward(torch::Tensor x) {
    return c2->forward(torch::relu(c1->forward(x)));
  }
  torch::nn::Conv2d c1, c2;
};
TORCH_MODULE(DepthNet);

class VoxelMap {
 public:
  void fuse(int x, int y, int z, const torch::Tensor& patch) {
    VoxelKey key{x, y, z};
    auto it = cells_.find(key);
    if (it == cells_.end()) {
      cells_[key] = patch;  // WARN: unguarded-inference
    }
  }

 private:
  std::map<VoxelKey, torch::Tensor> cells_;
};

class Mapper {
 public:
  void integrate(const torch::Tensor& image, int frame) {
    auto depth = net_->forward(image.unsqueeze(0)).squeeze();
    for (int i = 0; i < 8; ++i) {
      auto patch = depth.narrow(0, i, 1);
      map_.fuse(frame, i, static_cast<int>(patch.mean().item<float>() * 10), patch);
    }
  }

 private:
  DepthNet net_;
  VoxelMap map_;
};
