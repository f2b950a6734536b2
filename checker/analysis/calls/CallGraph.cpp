//===- CallGraph.cpp - Who calls whom, and which call each other ----------===//

#include "analysis/calls/CallGraph.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

CallGraph::CallGraph(const UnitFacts &Unit, const Targets &Bodies)
    : Nodes(Unit.Functions.size() + 1), Number(Unit.Functions.size()) {
  Node &Root = Nodes.back();
  for (FunctionId Function = 0; Function != Unit.Functions.size(); ++Function) {
    Nodes[Function].Function = Function;
    Root.Callees.push_back(&Nodes[Function]);
    for (const CallFact &Call : Unit.Functions[Function]->Calls)
      for (FunctionId Callee : Bodies.of(Call))
        Nodes[Function].Callees.push_back(&Nodes[Callee]);
  }
  const CallGraph *Graph = this;
  for (auto It = llvm::scc_begin(Graph); !It.isAtEnd(); ++It) {
    if (It->front() == &Root)
      continue;
    Component Here;
    Here.Recursive = It.hasCycle();
    for (const Node *Member : *It) {
      Here.Functions.push_back(Member->Function);
      Number[Member->Function] = Components.size();
    }
    llvm::sort(Here.Functions);
    Components.push_back(std::move(Here));
  }
  for (FunctionId Caller = 0; Caller != Unit.Functions.size(); ++Caller)
    for (const Node *Callee : Nodes[Caller].Callees)
      Components[Number[Callee->Function]].Called |=
          !areInOneComponent(Caller, Callee->Function);
}

} // namespace torchleak
