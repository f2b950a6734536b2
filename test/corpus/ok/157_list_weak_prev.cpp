#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <vector>

struct Chunk {
  torch::Tensor audio;
  std::shared_ptr<Chunk> next;
  std::weak_ptr<Chunk> prev;
};

struct ClusterNode {
  torch::Tensor centroid;
  ClusterNode* parent = nullptr;
  std::vector<std::shared_ptr<ClusterNode>> children;
};

std::shared_ptr<Chunk> build_chain(int n) {
  std::shared_ptr<Chunk> head, tail;
  for (int i = 0; i < n; ++i) {
    auto c = std::make_shared<Chunk>();
    c->audio = torch::randn({16000});
    if (tail) {
      tail->next = c;
      c->prev = tail;
    } else {
      head = c;
    }
    tail = c;
  }
  return head;
}

std::shared_ptr<ClusterNode> build_tree(const torch::Tensor& pts, int depth, ClusterNode* parent) {
  auto n = std::make_shared<ClusterNode>();
  n->centroid = pts.mean(0);
  n->parent = parent;
  if (depth > 0 && pts.size(0) > 8) {
    auto mask = pts.select(1, 0) > n->centroid[0];
    for (auto& m : {mask, mask.logical_not()}) {
      auto sub = pts.index({m});
      if (sub.size(0)) n->children.push_back(build_tree(sub, depth - 1, n.get()));
    }
  }
  return n;
}

int main() {
  for (int i = 0; i < 500; ++i) {
    auto chain = build_chain(20);
    auto tree = build_tree(torch::randn({1000, 3}), 5, nullptr);
    double e = 0;
    for (auto c = chain; c; c = c->next) e += c->audio.pow(2).mean().item<double>();
    std::cout << e << ' ' << tree->children.size() << '\n';
  }
}
