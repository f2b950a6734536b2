#include <torch/torch.h>
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

class PromptCache {
 public:
  explicit PromptCache(size_t limit) : limit_(limit), enc_(torch::nn::Linear(300, 300), torch::nn::GELU(), torch::nn::Linear(300, 100)) { enc_->eval(); }

  torch::Tensor get(const std::string& key, const torch::Tensor& x) {
    if (auto it = entries_.find(key); it != entries_.end()) return it->second;
    auto e = enc_->forward(x);
    if (entries_.size() < limit_) entries_[key] = e;
    last_.push_back(e);
    if (last_.size() > 16) last_.resize(8);
    return e;
  }

 private:
  size_t limit_;
  torch::nn::Sequential enc_;
  std::unordered_map<std::string, torch::Tensor> entries_;
  std::vector<torch::Tensor> last_;
};

int main() {
  PromptCache c(256);
  double s = 0;
  for (int i = 0; i < 100000; ++i) s += c.get("p" + std::to_string(i % 5000), torch::randn({300})).sum().item<double>();
  std::cout << s << std::endl;
}
