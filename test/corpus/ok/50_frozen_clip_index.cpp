#include <algorithm>
#include <torch/script.h>
#include <map>
#include <string>
#include <vector>

class ClipIndex {
 public:
  ClipIndex(const std::string& image, const std::string& text) : image_(prepare(image)), text_(prepare(text)) {
  }
  void add(int64_t id, const torch::Tensor& picture) {
    vectors_[id] = normalize(image_.forward({picture.unsqueeze(0)}).toTensor());
  }
  std::vector<int64_t> search(const torch::Tensor& tokens, size_t k) {
    auto q = normalize(text_.forward({tokens}).toTensor());
    std::vector<std::pair<float, int64_t>> hits;
    for (auto& kv : vectors_)
      hits.emplace_back(-(q * kv.second).sum().item<float>(), kv.first);
    std::sort(hits.begin(), hits.end());
    std::vector<int64_t> out;
    for (size_t i = 0; i < k && i < hits.size(); ++i)
      out.push_back(hits[i].second);
    return out;
  }

 private:
  static torch::jit::Module prepare(const std::string& path) {
    auto m = torch::jit::load(path);
    m.eval();
    return torch::jit::freeze(m);
  }
  static torch::Tensor normalize(const torch::Tensor& t) {
    return t / t.norm(2, -1, true);
  }
  torch::jit::Module image_, text_;
  std::map<int64_t, torch::Tensor> vectors_;
};
