#include <torch/torch.h>
#include <deque>
#include <iostream>
#include <string>
#include <unordered_map>

class Embedder {
 public:
  Embedder() : net_(torch::nn::Linear(128, 256), torch::nn::ReLU(), torch::nn::Linear(256, 64)) { net_->eval(); }

  void index(const std::vector<std::pair<std::string, torch::Tensor>>& docs) {
    torch::NoGradGuard no_grad;
    for (const auto& d : docs) add(d.first, d.second);
  }

  std::string query(const torch::Tensor& q) {
    torch::NoGradGuard no_grad;
    auto e = encode(q);
    std::string best;
    float score = -2.f;
    for (auto& [id, v] : store_) {
      float s = torch::dot(v, e).item<float>();
      if (s > score) score = s, best = id;
    }
    return best;
  }

 private:
  void add(const std::string& id, const torch::Tensor& x) { store_[id] = encode(x); }
  torch::Tensor encode(const torch::Tensor& x) { return torch::nn::functional::normalize(net_->forward(x), torch::nn::functional::NormalizeFuncOptions().dim(0)); }

  torch::nn::Sequential net_;
  std::unordered_map<std::string, torch::Tensor> store_;
};

int main() {
  Embedder e;
  std::vector<std::pair<std::string, torch::Tensor>> docs;
  for (int i = 0; i < 1000; ++i) docs.emplace_back("d" + std::to_string(i), torch::randn({128}));
  e.index(docs);
  for (int i = 0; i < 10; ++i) std::cout << e.query(torch::randn({128})) << '\n';
}
