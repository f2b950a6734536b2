// RUN: %check_rule %s
// The store that ties the cycle is in a setter, a constructor or a helper.
#include "../Inputs/net.h"
#include <memory>
#include <vector>

class Graph;
class Layer {
public:
  void setGraph(std::shared_ptr<Graph> graph) {
    graph_ = std::move(graph); // WARN: ownership-cycle
  }

private:
  torch::Tensor weight_;
  std::shared_ptr<Graph> graph_;
};
class Graph : public std::enable_shared_from_this<Graph> {
public:
  void add(std::shared_ptr<Layer> layer) {
    layers_.push_back(layer);
    layer->setGraph(shared_from_this());
  }

private:
  std::vector<std::shared_ptr<Layer>> layers_;
};

class Scheduler;
class Job {
public:
  explicit Job(std::shared_ptr<Scheduler> scheduler)
      : scheduler_(std::move(scheduler)) {}

private:
  std::shared_ptr<Scheduler> scheduler_;
  Net net_;
};
class Scheduler : public std::enable_shared_from_this<Scheduler> {
public:
  void submit() {
    jobs_.push_back(std::make_shared<Job>(shared_from_this())); // WARN: ownership-cycle
  }

private:
  std::vector<std::shared_ptr<Job>> jobs_;
};

struct Node {
  torch::Tensor value;
  std::shared_ptr<Node> parent;
  std::vector<std::shared_ptr<Node>> children;
};

static void link(const std::shared_ptr<Node> &parent,
                 const std::shared_ptr<Node> &child) {
  parent->children.push_back(child);
  child->parent = parent; // WARN: ownership-cycle
}

std::shared_ptr<Node> build(int depth) {
  auto node = std::make_shared<Node>();
  for (int i = 0; i < depth; ++i)
    link(node, build(depth - 1));
  return node;
}

template <typename T> struct Owned {
  std::shared_ptr<T> owner;
};
struct Cache;
struct Page : Owned<Cache> {
  torch::Tensor data;
};
struct Cache : std::enable_shared_from_this<Cache> {
  std::vector<Page> pages;
  void grow() {
    pages.emplace_back();
    pages.back().owner = shared_from_this(); // WARN: ownership-cycle
  }
};
