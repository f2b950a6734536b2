#include <torch/torch.h>
#include <cstdint>
#include <iostream>
#include <unordered_map>
#include <vector>

struct TwoTowerImpl : torch::nn::Module {
  TwoTowerImpl() {
    user = register_module("user", torch::nn::Sequential(torch::nn::Linear(60, 128), torch::nn::ReLU(), torch::nn::Linear(128, 32)));
    item = register_module("item", torch::nn::Sequential(torch::nn::Linear(200, 128), torch::nn::ReLU(), torch::nn::Linear(128, 32)));
  }
  torch::Tensor forward(const torch::Tensor& u, const torch::Tensor& i) { return (user->forward(u) * item->forward(i)).sum(-1); }
  torch::nn::Sequential user{nullptr}, item{nullptr};
};
TORCH_MODULE(TwoTower);

static TwoTower& model() {
  static TwoTower instance = [] {
    TwoTower m;
    torch::load(m, "two_tower.pt");
    m->eval();
    return m;
  }();
  return instance;
}

torch::Tensor item_vector(int64_t id, const torch::Tensor& attributes) {
  static std::unordered_map<int64_t, torch::Tensor> table;
  auto it = table.find(id);
  if (it == table.end()) {
    auto v = model()->item->forward(attributes);
    it = table.emplace(id, v).first;  // WARN: unguarded-inference
  }
  return it->second;
}

std::vector<std::pair<float, int64_t>> recommend(const torch::Tensor& userFeatures, const std::vector<int64_t>& candidates) {
  torch::Tensor u;
  {
    torch::NoGradGuard guard;
    u = model()->user->forward(userFeatures);
  }
  std::vector<std::pair<float, int64_t>> ranked;
  for (auto id : candidates) ranked.emplace_back(torch::dot(u, item_vector(id, torch::rand({200}))).item<float>(), id);
  std::sort(ranked.rbegin(), ranked.rend());
  return ranked;
}

int main() {
  int64_t next = 0;
  for (int request = 0; request < 10000; ++request) {
    std::vector<int64_t> c;
    for (int k = 0; k < 50; ++k) c.push_back(next++);
    std::cout << recommend(torch::rand({60}), c).front().second << '\n';
  }
}
