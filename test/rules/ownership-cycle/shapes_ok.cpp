// RUN: %check_rule %s
// Shapes that look like a cycle of owners, and are none.
#include "../Inputs/net.h"
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// A registry that many objects share, and that knows them by raw pointer.
struct Component;
struct Registry {
  std::vector<Component *> components;
  torch::Tensor shared;
};
struct Component {
  explicit Component(std::shared_ptr<Registry> r) : registry(std::move(r)) {
    registry->components.push_back(this);
  }
  std::shared_ptr<Registry> registry;
  torch::Tensor state;
};
void components_ok() {
  auto registry = std::make_shared<Registry>();
  for (int i = 0; i < 10; ++i)
    Component component(registry);
}

// Shared sub-expressions: a graph without cycles.
struct Expr {
  torch::Tensor value;
  std::vector<std::shared_ptr<Expr>> operands;
};
using ExprPtr = std::shared_ptr<Expr>;
ExprPtr leaf_ok(torch::Tensor t) {
  auto e = std::make_shared<Expr>();
  e->value = t;
  return e;
}
ExprPtr sum_ok(ExprPtr a, ExprPtr b) {
  auto e = std::make_shared<Expr>();
  e->operands = {a, b};
  return e;
}
ExprPtr chain_ok(int n) {
  ExprPtr current = leaf_ok(torch::zeros({}));
  for (int i = 0; i < n; ++i)
    current = sum_ok(current, leaf_ok(torch::ones({})));
  return current;
}

// A skip list, a trie, a heap of same-typed owners, one way.
struct Trie {
  std::map<char, std::shared_ptr<Trie>> next;
  std::optional<torch::Tensor> value;
  void insert_ok(const std::string &key, torch::Tensor t) {
    if (key.empty()) {
      value = t;
      return;
    }
    auto &child = next[key[0]];
    if (!child)
      child = std::make_shared<Trie>();
    child->insert_ok(key.substr(1), t);
  }
};

struct Version {
  torch::Tensor weights;
  std::shared_ptr<Version> previous;
};
class Versions {
public:
  void commit_ok(torch::Tensor weights) {
    auto version = std::make_shared<Version>();
    version->weights = weights;
    version->previous = head_;
    head_ = version;
  }
  void rebase_ok() {
    if (head_ && head_->previous)
      head_->previous = head_->previous->previous;
  }

private:
  std::shared_ptr<Version> head_;
};

// An owner gives itself to a function, not to an object.
class Trainer : public std::enable_shared_from_this<Trainer> {
public:
  static void visit(const std::shared_ptr<Trainer> &t) { ++t->visits_; }
  void run_ok() {
    visit(shared_from_this());
    auto self = shared_from_this();
    std::vector<std::shared_ptr<Trainer>> local{self};
    std::function<void()> once = [self] { self->visits_ = 0; };
    once();
  }
  std::shared_ptr<Trainer> handle_ok() { return shared_from_this(); }

private:
  int visits_ = 0;
  Net net_;
};

// Ownership moves from one to the other.
struct Slot {
  std::unique_ptr<struct Item> item;
  torch::Tensor mask;
};
struct Item {
  torch::Tensor data;
  std::vector<Slot> slots;
};
void move_ok(Slot &from, Slot &to) { to.item = std::move(from.item); }
void fill_ok(Slot &slot) {
  slot.item = std::make_unique<Item>();
  slot.item->slots.emplace_back();
  slot.item->slots.back().item = std::make_unique<Item>();
}

// Parameters and tensors shared by two modules.
struct TiedImpl : torch::nn::Module {
  TiedImpl() {
    encoder = register_module("encoder", torch::nn::Linear(16, 16));
    decoder = register_module("decoder", torch::nn::Linear(16, 16));
    decoder->weight = encoder->weight;
  }
  torch::nn::Linear encoder{nullptr}, decoder{nullptr};
};
TORCH_MODULE(Tied);

// A holder passed down by value: the children share a third module.
struct HeadImpl : torch::nn::Module {
  explicit HeadImpl(Net shared) : shared(shared) {
    register_module("shared", shared);
  }
  Net shared;
};
TORCH_MODULE(Head);
struct MultiHeadImpl : torch::nn::Module {
  MultiHeadImpl() {
    for (int i = 0; i < 3; ++i)
      heads.push_back(
          register_module("h" + std::to_string(i), Head(trunk).ptr()));
    register_module("trunk", trunk);
  }
  Net trunk;
  std::vector<Head> heads;
};

// A module that keeps its optimizer, which keeps its parameters.
class Agent {
public:
  Agent()
      : optimizer_(std::make_shared<torch::optim::Adam>(net_->parameters())) {}
  void share_ok(const std::shared_ptr<Agent> &other) {
    optimizer_ = other->optimizer_;
    net_ = other->net_;
  }

private:
  Net net_;
  std::shared_ptr<torch::optim::Adam> optimizer_;
};

// Two types that own each other's, in a chain that ends.
struct Edge;
struct Place {
  torch::Tensor embedding;
  std::vector<std::shared_ptr<Edge>> out;
};
struct Edge {
  std::shared_ptr<Place> target;
};
void path_ok(int n) {
  auto place = std::make_shared<Place>();
  auto first = place;
  for (int i = 0; i < n; ++i) {
    auto edge = std::make_shared<Edge>();
    edge->target = std::make_shared<Place>();
    place->out.push_back(edge);
    place = edge->target;
  }
}

// A pool of workers whose callbacks own other objects.
struct Model {
  Net net;
  torch::Tensor last;
};
struct Worker {
  std::function<void(torch::Tensor)> handler;
  torch::Tensor scratch;
};
void workers_ok(std::vector<std::shared_ptr<Worker>> &workers) {
  auto model = std::make_shared<Model>();
  for (auto &worker : workers) {
    worker->handler = [model](torch::Tensor x) {
      model->last = model->net->forward(x);
    };
  }
}

// Assigned to something else before, and to null at the end.
struct Player {
  Net policy;
  std::shared_ptr<Player> opponent;
};
void match_ok(std::shared_ptr<Player> a, std::shared_ptr<Player> b) {
  a->opponent = b;
  b->opponent = a;
  a->opponent = nullptr;
  b->opponent = nullptr;
}

// Only one of the two points back at a time.
struct Half {
  torch::Tensor data;
  std::shared_ptr<Half> other;
};
void one_way_ok(std::shared_ptr<Half> a, std::shared_ptr<Half> b) {
  a->other = b;
  b->other = std::make_shared<Half>();
}

// A future that is completed; a promise that owns a tensor.
struct Job {
  torch::Tensor input;
  std::function<void(const torch::Tensor &)> done;
};
void submit_ok(std::vector<std::shared_ptr<Job>> &queue, torch::Tensor x) {
  auto job = std::make_shared<Job>();
  job->input = x;
  auto result = std::make_shared<torch::Tensor>();
  job->done = [result](const torch::Tensor &y) { *result = y; };
  queue.push_back(job);
}

// Elements of one container are different objects.
struct ChainNode {
  torch::Tensor state;
  std::shared_ptr<ChainNode> next;
  std::vector<std::shared_ptr<ChainNode>> kids;
};
using ChainNodePtr = std::shared_ptr<ChainNode>;
static void chain(const ChainNodePtr &a, const ChainNodePtr &b) { a->next = b; }
static void adopt(ChainNodePtr a, ChainNodePtr b) { a->kids.push_back(b); }
static std::vector<ChainNodePtr> make_nodes(int n) {
  std::vector<ChainNodePtr> nodes;
  for (int i = 0; i < n; ++i)
    nodes.push_back(std::make_shared<ChainNode>());
  return nodes;
}

void chained_ok(int n) {
  auto nodes = make_nodes(n);
  for (int i = 1; i < n; ++i)
    chain(nodes[i - 1], nodes[i]);
}
void chain_in_place_ok(int n) {
  auto nodes = make_nodes(n);
  for (int i = 1; i < n; ++i)
    nodes[i - 1]->next = nodes[i];
}
void heap_ok(int n) {
  auto nodes = make_nodes(n);
  for (int i = 1; i < n; ++i)
    adopt(nodes[i / 2], nodes[i]);
}
void ends_ok(std::vector<ChainNodePtr> &nodes) {
  chain(nodes.front(), nodes.back());
}
