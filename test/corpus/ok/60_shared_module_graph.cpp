#include <torch/torch.h>
#include <map>
#include <memory>
#include <string>
#include <vector>

// A DAG of modules: nodes own their inputs, a graph owns the nodes, a listener
// knows the graph by reference.
struct Node {
  torch::nn::AnyModule module;
  std::vector<std::shared_ptr<Node>> inputs;
  std::string name;
};

class GraphNetImpl : public torch::nn::Module {
 public:
  std::shared_ptr<Node> add(const std::string& name, torch::nn::Linear layer, std::vector<std::shared_ptr<Node>> inputs = {}) {
    auto node = std::make_shared<Node>();
    node->name = name;
    node->inputs = std::move(inputs);
    register_module(name, layer);
    node->module = torch::nn::AnyModule(layer);
    nodes_.push_back(node);
    return node;
  }
  torch::Tensor forward(torch::Tensor x) {
    std::map<std::string, torch::Tensor> values;
    for (auto& n : nodes_) {
      torch::Tensor in = x;
      if (!n->inputs.empty()) {
        std::vector<torch::Tensor> parts;
        for (auto& i : n->inputs)
          parts.push_back(values.at(i->name));
        in = torch::stack(parts).sum(0);
      }
      values[n->name] = torch::relu(n->module.forward(in));
    }
    return values.at(nodes_.back()->name);
  }

 private:
  std::vector<std::shared_ptr<Node>> nodes_;
};
TORCH_MODULE(GraphNet);

int main() {
  GraphNet net;
  auto a = net->add("a", torch::nn::Linear(8, 8));
  auto b = net->add("b", torch::nn::Linear(8, 8), {a});
  net->add("c", torch::nn::Linear(8, 8), {a, b});
  torch::optim::Adam opt(net->parameters());
  std::vector<double> curve;
  for (int i = 0; i < 5000; ++i) {
    auto loss = net->forward(torch::randn({4, 8})).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
    curve.push_back(loss.item<double>());
  }
}
