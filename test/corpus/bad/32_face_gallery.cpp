#include <torch/script.h>
#include <torch/torch.h>
#include <map>
#include <set>
#include <string>
#include <utility>

class FaceGallery {
 public:
  explicit FaceGallery(const std::string& path) : net_(torch::jit::load(path, torch::kCPU)) {
    net_.eval();
  }

  void enroll(const std::string& person, const torch::Tensor& face) {
    auto e = embed(face);
    gallery_.insert({person, e});  // WARN: unguarded-inference
  }
  std::string identify(const torch::Tensor& face) {
    auto e = embed(face).detach();
    double best = -1;
    std::string who;
    for (const auto& entry : gallery_) {
      double s = torch::cosine_similarity(e, entry.second).item<double>();
      if (s > best) {
        best = s;
        who = entry.first;
      }
    }
    return who;
  }

 private:
  torch::Tensor embed(const torch::Tensor& face) {
    auto batch = face.unsqueeze(0).to(torch::kFloat32).sub(127.5).div(128.0);
    return torch::nn::functional::normalize(net_.forward({batch}).toTensor());
  }
  torch::jit::Module net_;
  std::multimap<std::string, torch::Tensor> gallery_;
};
