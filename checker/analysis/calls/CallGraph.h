//===- CallGraph.h - Who calls whom, and which call each other --*- C++ -*-===//
//
// The strongly connected components of the calls in sight, callees first.
// Functions of one component call each other; their summaries are found
// together.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_CALLGRAPH_H
#define TORCHLEAK_ANALYSIS_CALLS_CALLGRAPH_H

#include "analysis/calls/Targets.h"
#include "llvm/ADT/GraphTraits.h"
#include "llvm/ADT/iterator.h"

namespace torchleak {

class CallGraph {
public:
  struct Node {
    FunctionId Function = NoFunction;
    std::vector<const Node *> Callees;
  };
  struct Component {
    /// In the order of their numbers.
    llvm::SmallVector<FunctionId, 1> Functions;
    /// They call each other, or the one calls itself.
    bool Recursive = false;
    /// A function of another component calls one of them.
    bool Called = false;
  };

  CallGraph(const UnitFacts &Unit, const Targets &Bodies);
  CallGraph(const CallGraph &) = delete;
  CallGraph &operator=(const CallGraph &) = delete;

  /// Callees first.
  const std::vector<Component> &components() const { return Components; }
  /// \p A and \p B call each other, over whatever functions, or are the same.
  bool areInOneComponent(FunctionId A, FunctionId B) const {
    return Number[A] == Number[B];
  }
  const Component &componentOf(FunctionId Function) const {
    return Components[Number[Function]];
  }
  /// A node that leads to all others.
  const Node *root() const { return &Nodes.back(); }

private:
  std::vector<Node> Nodes;
  std::vector<Component> Components;
  /// Of each function: that of its component.
  std::vector<unsigned> Number;
};

} // namespace torchleak

namespace llvm {

template <> struct GraphTraits<const torchleak::CallGraph *> {
  using NodeRef = const torchleak::CallGraph::Node *;
  using ChildIteratorType = std::vector<NodeRef>::const_iterator;
  static NodeRef getEntryNode(const torchleak::CallGraph *Graph) {
    return Graph->root();
  }
  // LLVM's names, by which its iterators ask.
  // NOLINTBEGIN(readability-identifier-naming)
  static ChildIteratorType child_begin(NodeRef N) { return N->Callees.begin(); }
  static ChildIteratorType child_end(NodeRef N) { return N->Callees.end(); }
  // NOLINTEND(readability-identifier-naming)
};

} // namespace llvm

#endif
