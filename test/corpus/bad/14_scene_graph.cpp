#include <torch/torch.h>
#include <memory>
#include <string>
#include <vector>

struct SceneNode {
  std::string name;
  torch::Tensor transform = torch::eye(4);
  torch::Tensor vertices;
  std::shared_ptr<SceneNode> parent;
  std::vector<std::shared_ptr<SceneNode>> children;
};

std::shared_ptr<SceneNode> make_node(const std::string& name, int64_t n) {
  auto node = std::make_shared<SceneNode>();
  node->name = name;
  node->vertices = torch::zeros({n, 3});
  return node;
}

void add_child(const std::shared_ptr<SceneNode>& p, const std::shared_ptr<SceneNode>& c) {
  p->children.push_back(c);
  c->parent = p;  // WARN: ownership-cycle
}

torch::Tensor world(const SceneNode& n) {
  auto m = n.transform;
  for (auto p = n.parent; p; p = p->parent)
    m = p->transform.matmul(m);
  return m;
}

class FrameBuilder {
 public:
  torch::Tensor render(int objects) {
    auto root = make_node("root", 0);
    for (int i = 0; i < objects; ++i) {
      auto obj = make_node("obj" + std::to_string(i), 1000);
      add_child(root, obj);
    }
    torch::Tensor sum = torch::zeros({4, 4});
    for (auto& c : root->children)
      sum = sum + world(*c);
    return sum;
  }
};
