// RUN: %check_rule %s
// Plain objects that hold tensors or modules and own each other.
#include "../Inputs/net.h"
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

// Search tree whose nodes own their parents.
struct TreeNode : std::enable_shared_from_this<TreeNode> {
  torch::Tensor state;
  std::shared_ptr<TreeNode> parent;
  std::vector<std::shared_ptr<TreeNode>> children;

  void expand_bad(const torch::Tensor &next) {
    auto child = std::make_shared<TreeNode>();
    child->state = next;
    child->parent = shared_from_this(); // WARN: ownership-cycle
    children.push_back(child);
  }
};

// The same tree built from outside.
struct Vertex {
  torch::Tensor value;
  std::shared_ptr<Vertex> parent;
  std::map<int, std::shared_ptr<Vertex>> children;
};
using VertexPtr = std::shared_ptr<Vertex>;

void grow_bad(const VertexPtr &root, int action) {
  VertexPtr child = std::make_shared<Vertex>();
  root->children[action] = child;
  child->parent = root; // WARN: ownership-cycle
}

// Mutual neighbours.
struct GraphNode {
  torch::Tensor feature;
  std::vector<std::shared_ptr<GraphNode>> neighbours;
};

void connect_bad(std::shared_ptr<GraphNode> a, std::shared_ptr<GraphNode> b) {
  a->neighbours.push_back(b);
  b->neighbours.push_back(a); // WARN: ownership-cycle
}

// Doubly linked.
struct Entry {
  torch::Tensor tensor;
  std::shared_ptr<Entry> prev, next;
};

class Queue {
public:
  void append_bad(torch::Tensor t) {
    auto entry = std::make_shared<Entry>();
    entry->tensor = t;
    if (tail_) {
      entry->prev = tail_;
      tail_->next = entry; // WARN: ownership-cycle
    } else {
      head_ = entry;
    }
    tail_ = entry;
  }

private:
  std::shared_ptr<Entry> head_, tail_;
};

// Three classes in a ring.
class Pipeline;
struct Stage3 {
  std::shared_ptr<Pipeline> pipeline;
};
struct Stage2 {
  std::shared_ptr<Stage3> next;
  torch::Tensor buffer;
};
class Pipeline : public std::enable_shared_from_this<Pipeline> {
public:
  void wire_bad() {
    first_ = std::make_shared<Stage2>();
    first_->next = std::make_shared<Stage3>();
    first_->next->pipeline = shared_from_this(); // WARN: ownership-cycle
  }

private:
  std::shared_ptr<Stage2> first_;
};

// Environment and agent.
class Agent;
class Environment : public std::enable_shared_from_this<Environment> {
public:
  void attach_bad(std::shared_ptr<Agent> agent);
  torch::Tensor observation;

private:
  std::vector<std::shared_ptr<Agent>> agents_;
};
class Agent {
public:
  std::shared_ptr<Environment> environment;
  Net policy;
};
void Environment::attach_bad(std::shared_ptr<Agent> agent) {
  agents_.push_back(agent);
  agent->environment = shared_from_this(); // WARN: ownership-cycle
}

// An object that owns itself.
class Keeper : public std::enable_shared_from_this<Keeper> {
public:
  void keep_bad() {
    self_ = shared_from_this(); // WARN: ownership-cycle
  }

private:
  torch::Tensor weights_;
  std::shared_ptr<Keeper> self_;
};

// The edges are in base classes, members of members, and containers.
struct Resource {
  std::optional<std::shared_ptr<struct Owner>> owner;
};
struct Texture : Resource {
  torch::Tensor pixels;
};
struct Slot {
  std::unique_ptr<Texture> texture;
};
struct Owner : std::enable_shared_from_this<Owner> {
  std::map<std::string, Slot> slots;
  void load_bad(const std::string &name) {
    auto &slot = slots[name];
    slot.texture = std::make_unique<Texture>();
    slot.texture->owner = shared_from_this(); // WARN: ownership-cycle
  }
};

// Intrusive pointers.
struct Response;
struct Request : c10::intrusive_ptr_target {
  torch::Tensor input;
  c10::intrusive_ptr<Response> response;
};
struct Response : c10::intrusive_ptr_target {
  torch::Tensor output;
  c10::intrusive_ptr<Request> request;
};

c10::intrusive_ptr<Response> serve_bad(torch::Tensor x) {
  auto request = c10::make_intrusive<Request>();
  auto response = c10::make_intrusive<Response>();
  request->input = x;
  response->request = request;
  request->response = response; // WARN: ownership-cycle
  return response;
}

// Subject and observers.
class Observer;
class Subject {
public:
  void add(std::shared_ptr<Observer> observer) {
    observers_.insert(std::move(observer));
  }
  torch::Tensor value;

private:
  std::set<std::shared_ptr<Observer>> observers_;
};
class Observer {
public:
  std::shared_ptr<Subject> subject;
};

void observe_bad(std::shared_ptr<Subject> subject) {
  auto observer = std::make_shared<Observer>();
  subject->add(observer);
  observer->subject = subject; // WARN: ownership-cycle
}

// The owner knows the base; a derived class holds the tensors.
class Mailbox;
class Actor : public std::enable_shared_from_this<Actor> {
public:
  virtual ~Actor() = default;
  virtual void receive(const torch::Tensor &t) = 0;
  void join_bad(const std::shared_ptr<Mailbox> &box);

protected:
  std::shared_ptr<Mailbox> mailbox_;
};

class Mailbox {
public:
  void subscribe(std::shared_ptr<Actor> actor) {
    readers_.push_back(std::move(actor)); // WARN: ownership-cycle
  }

private:
  std::vector<std::shared_ptr<Actor>> readers_;
};

void Actor::join_bad(const std::shared_ptr<Mailbox> &box) {
  mailbox_ = box;
  box->subscribe(shared_from_this());
}

class Averager : public Actor {
public:
  void receive(const torch::Tensor &t) override { mean_ = t.detach(); }

private:
  torch::Tensor mean_;
};
