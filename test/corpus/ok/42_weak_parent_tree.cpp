#include <torch/torch.h>
#include <memory>
#include <string>
#include <vector>

class BehaviourNode : public std::enable_shared_from_this<BehaviourNode> {
 public:
  explicit BehaviourNode(std::string n) : name_(std::move(n)) {
  }
  virtual ~BehaviourNode() = default;
  void add(std::shared_ptr<BehaviourNode> child) {
    child->parent_ = shared_from_this();
    children_.push_back(std::move(child));
  }
  virtual torch::Tensor tick(const torch::Tensor& state) {
    torch::Tensor out = state;
    for (auto& c : children_)
      out = c->tick(out);
    return out;
  }
  std::string path() const {
    auto p = parent_.lock();
    return p ? p->path() + "/" + name_ : name_;
  }

 protected:
  std::string name_;
  std::weak_ptr<BehaviourNode> parent_;
  std::vector<std::shared_ptr<BehaviourNode>> children_;
};

class NeuralNode : public BehaviourNode {
 public:
  NeuralNode(std::string n, int64_t width) : BehaviourNode(std::move(n)), net_(width, width) {
  }
  torch::Tensor tick(const torch::Tensor& state) override {
    torch::NoGradGuard guard;
    last_ = torch::tanh(net_->forward(state));
    return last_;
  }

 private:
  torch::nn::Linear net_;
  torch::Tensor last_;
};

torch::Tensor decide(const torch::Tensor& state) {
  auto root = std::make_shared<BehaviourNode>("root");
  for (int i = 0; i < 3; ++i)
    root->add(std::make_shared<NeuralNode>("n" + std::to_string(i), state.size(-1)));
  return root->tick(state);
}
