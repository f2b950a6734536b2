#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <random>
#include <vector>

struct Vertex {
  explicit Vertex(int64_t dim) : feature(torch::randn({dim})) {}
  torch::Tensor feature;
  torch::Tensor message;
  std::vector<std::shared_ptr<Vertex>> neighbours;
};

using VertexPtr = std::shared_ptr<Vertex>;

void connect(const VertexPtr& a, const VertexPtr& b) {
  a->neighbours.push_back(b);
  b->neighbours.push_back(a);  // WARN: ownership-cycle
}

std::vector<VertexPtr> random_molecule(int atoms, int64_t dim, std::mt19937& rng) {
  std::vector<VertexPtr> v;
  for (int i = 0; i < atoms; ++i) {
    v.push_back(std::make_shared<Vertex>(dim));
    if (i > 0) connect(v[i], v[rng() % i]);
  }
  return v;
}

torch::Tensor readout(const std::vector<VertexPtr>& mol, torch::nn::Linear& message, int rounds) {
  torch::NoGradGuard no_grad;
  for (int r = 0; r < rounds; ++r) {
    for (auto& v : mol) {
      v->message = torch::zeros_like(v->feature);
      for (auto& n : v->neighbours) v->message = v->message + torch::relu(message->forward(n->feature));
    }
    for (auto& v : mol) v->feature = torch::tanh(v->feature + v->message);
  }
  auto sum = torch::zeros_like(mol.front()->feature);
  for (auto& v : mol) sum += v->feature;
  return sum;
}

int main() {
  std::mt19937 rng(1);
  torch::nn::Linear message(64, 64);
  for (int i = 0; i < 100000; ++i) {
    auto mol = random_molecule(20, 64, rng);
    auto fp = readout(mol, message, 3);
    if (i % 1000 == 0) std::cout << fp.norm().item<float>() << '\n';
  }
}
