// RUN: %check_rule %s
// Types whose owners form a cycle, and objects that do not.
#include "../Inputs/net.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

// Linked list.
struct ListNode {
  torch::Tensor value;
  std::shared_ptr<ListNode> next;
};

std::shared_ptr<ListNode> push_front_ok(std::shared_ptr<ListNode> head,
                                        torch::Tensor t) {
  auto node = std::make_shared<ListNode>();
  node->value = t;
  node->next = head;
  return node;
}

void append_ok(std::shared_ptr<ListNode> tail, torch::Tensor t) {
  tail->next = std::make_shared<ListNode>();
  tail->next->value = t;
  tail = tail->next;
}

struct UniqueNode {
  torch::Tensor value;
  std::unique_ptr<UniqueNode> next;
};
void prepend_ok(std::unique_ptr<UniqueNode> &head, torch::Tensor t) {
  auto node = std::make_unique<UniqueNode>();
  node->value = t;
  node->next = std::move(head);
  head = std::move(node);
}

// Trees.
struct Tree {
  torch::Tensor value;
  std::vector<std::shared_ptr<Tree>> children;
  std::shared_ptr<Tree> left, right;
  void split_ok() {
    left = std::make_shared<Tree>();
    right = std::make_shared<Tree>();
    children.push_back(left);
    children.push_back(right);
    left->children.push_back(std::make_shared<Tree>());
  }
};

// Nodes that own what they were made from, as autograd does.
struct Op {
  torch::Tensor saved;
  std::vector<std::shared_ptr<Op>> inputs;
};
std::shared_ptr<Op> combine_ok(std::shared_ptr<Op> a, std::shared_ptr<Op> b) {
  auto op = std::make_shared<Op>();
  op->inputs.push_back(a);
  op->inputs.push_back(b);
  return op;
}

// Modules and their children.
struct BlockImpl : torch::nn::Module {
  explicit BlockImpl(int64_t n)
      : fc(register_module("fc", torch::nn::Linear(n, n))) {}
  torch::Tensor forward(torch::Tensor x) { return fc->forward(x); }
  torch::nn::Linear fc;
};
TORCH_MODULE(Block);
struct StackImpl : torch::nn::Module {
  StackImpl() {
    for (int i = 0; i < 4; ++i) {
      blocks.push_back(Block(16));
      register_module("block" + std::to_string(i), blocks.back());
      list->push_back(blocks.back());
    }
    register_module("list", list);
    nested = register_module("nested", torch::nn::Sequential(Block(16)));
  }
  std::vector<Block> blocks;
  torch::nn::ModuleList list;
  torch::nn::Sequential nested{nullptr};
};

// The type has a way back that nothing in this unit assigns.
struct Team;
struct Player {
  Net policy;
  std::shared_ptr<Team> team;
};
struct Team {
  std::vector<std::shared_ptr<Player>> players;
  void add_ok() { players.push_back(std::make_shared<Player>()); }
};

// Both edges are assigned, but never between the same two objects.
struct Model;
struct Layer {
  torch::Tensor weight;
  std::shared_ptr<Model> teacher;
};
struct Model {
  std::vector<std::shared_ptr<Layer>> layers;
};
std::shared_ptr<Model> student_ok(std::shared_ptr<Model> teacher) {
  auto student = std::make_shared<Model>();
  auto layer = std::make_shared<Layer>();
  student->layers.push_back(layer);
  layer->teacher = teacher;
  return student;
}

// A back edge to an object that owns nothing of ours.
struct Config {
  std::map<std::string, torch::Tensor> values;
};
struct Worker {
  std::shared_ptr<Config> config;
  std::shared_ptr<Worker> peer;
  torch::Tensor buffer;
};
void configure_ok(std::shared_ptr<Config> config) {
  auto a = std::make_shared<Worker>();
  auto b = std::make_shared<Worker>();
  a->config = config;
  b->config = a->config;
  a->peer = b;
}

// Values, not owners: copies of the other.
struct Snapshot {
  torch::Tensor weights;
  std::vector<Snapshot> history;
};
void record_ok(Snapshot &s) {
  Snapshot copy = s;
  s.history.push_back(copy);
}
