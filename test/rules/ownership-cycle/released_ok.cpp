// RUN: %check_rule %s
// Cycles that are tied and untied again.
#include "../Inputs/net.h"
#include <functional>
#include <memory>
#include <queue>
#include <vector>

// close() unties.
class Agent;
class Environment : public std::enable_shared_from_this<Environment> {
public:
  void attach(std::shared_ptr<Agent> agent);
  void close();
  torch::Tensor observation;

private:
  std::shared_ptr<Agent> agent_;
};
class Agent {
public:
  std::shared_ptr<Environment> environment;
  Net policy;
};
void Environment::attach(std::shared_ptr<Agent> agent) {
  agent_ = agent;
  agent->environment = shared_from_this();
}
void Environment::close() {
  agent_->environment.reset();
  agent_.reset();
}

// A teardown function of somebody else.
struct HeadImpl;
struct BackboneImpl : torch::nn::Module {
  std::shared_ptr<HeadImpl> head;
};
struct HeadImpl : torch::nn::Module {
  torch::nn::Linear fc = register_module("fc", torch::nn::Linear(16, 4));
  std::shared_ptr<BackboneImpl> backbone;
};
void build(std::shared_ptr<BackboneImpl> b) {
  b->head = std::make_shared<HeadImpl>();
  b->head->backbone = b;
}
void teardown(BackboneImpl &b) { b.head->backbone = nullptr; }

// The tree is cut by its owner.
struct TreeNode {
  torch::Tensor value;
  std::shared_ptr<TreeNode> parent;
  std::vector<std::shared_ptr<TreeNode>> children;
};
class Tree {
public:
  void grow(const std::shared_ptr<TreeNode> &node) {
    auto child = std::make_shared<TreeNode>();
    child->parent = node;
    node->children.push_back(child);
  }
  void discard(const std::shared_ptr<TreeNode> &node) {
    for (auto &child : node->children)
      discard(child);
    node->children.clear();
  }
  ~Tree() { discard(root_); }

private:
  std::shared_ptr<TreeNode> root_ = std::make_shared<TreeNode>();
};

// The callback is dropped when the work is done.
class Trainer : public std::enable_shared_from_this<Trainer> {
public:
  void start() {
    auto self = shared_from_this();
    on_done_ = [self] { self->finish(); };
  }
  void finish() { on_done_ = nullptr; }

private:
  Net net_;
  std::function<void()> on_done_;
};

// One-shot work for an executor, which drops each task after running it.
class Executor {
public:
  void post(std::function<void()> task) { tasks_.push(std::move(task)); }
  void run() {
    while (!tasks_.empty()) {
      auto task = std::move(tasks_.front());
      tasks_.pop();
      task();
    }
  }

private:
  std::queue<std::function<void()>> tasks_;
};
class Request : public std::enable_shared_from_this<Request> {
public:
  explicit Request(std::shared_ptr<Executor> executor)
      : executor_(std::move(executor)) {}
  void submit() {
    auto self = shared_from_this();
    executor_->post(
        [self] { self->output_ = self->net_->forward(self->input_); });
  }

private:
  std::shared_ptr<Executor> executor_;
  Net net_;
  torch::Tensor input_, output_;
};

// A local callable that owns what it works on.
void local_callable_ok() {
  auto net = std::make_shared<NetImpl>();
  std::function<torch::Tensor(torch::Tensor)> f = [net](torch::Tensor x) {
    return net->forward(x);
  };
  f(torch::randn({1, 16}));
}
