#include <torch/script.h>
#include <torch/torch.h>
#include <iostream>
#include <vector>

class OcrEngine {
 public:
  explicit OcrEngine(const std::string& path) {
    auto m = torch::jit::load(path);
    m.eval();
    module_ = torch::jit::freeze(m);
  }
  void read(const torch::Tensor& crop) {
    auto logits = module_.forward({crop}).toTensor();
    lines_.push_back(logits);
  }
  std::string decode(size_t i) const {
    auto ids = lines_[i].argmax(-1).flatten();
    std::string s;
    int64_t prev = 0;
    for (int64_t k = 0; k < ids.size(0); ++k) {
      auto c = ids[k].item<int64_t>();
      if (c && c != prev) s.push_back(static_cast<char>('a' + c - 1));
      prev = c;
    }
    return s;
  }
  size_t size() const { return lines_.size(); }

 private:
  torch::jit::Module module_;
  std::vector<torch::Tensor> lines_;
};

int main(int argc, char** argv) {
  OcrEngine e(argv[1]);
  for (int i = 0; i < 100; ++i) e.read(torch::rand({1, 1, 32, 256}));
  for (size_t i = 0; i < e.size(); ++i) std::cout << e.decode(i) << '\n';
}
