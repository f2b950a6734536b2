//===- GradientCycles.cpp - Gradients with a graph, kept ------------------===//
//
// backward() with create_graph gives each leaf a gradient whose graph leads
// back to the leaf. Only dropping the gradient opens that cycle.
//
//===----------------------------------------------------------------------===//

#include "analysis/UnitAnalysis.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

// Steps back from the root of a backward.
static constexpr unsigned MaxWayToLeaf = 256;

// Callers that are asked for a zero_grad().
static constexpr unsigned MaxCallerDepth = 6;

bool RetentionAnalysis::usesOwnLeaf(NodeId Start) const {
  llvm::SmallVector<NodeId, 16> Work{Start};
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty() && Seen.size() < MaxWayToLeaf) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    const Node &Here = Flow.nodes()[N];
    if (Here.Kind == Node::Value) {
      const Value &V = F.Values[N];
      if (V.Kind == Op::Leaf)
        return true;
      if (V.Kind == Op::Call)
        for (const Argument &A : F.Calls[V.Call].Arguments)
          Work.push_back(A.Value);
    }
    Work.append(Here.Operands.begin(), Here.Operands.end());
  }
  return false;
}

bool UnitAnalysis::clearsGradients(FunctionId Function, bool OfTensor,
                                   unsigned Depth) const {
  const FunctionFacts &F = *Facts.Functions[Function];
  auto clears = [&](FunctionId Id) {
    return OfTensor ? Summaries[Id].ClearsTensorGrad : Summaries[Id].ClearsGrad;
  };
  if (clears(Function) || Depth > MaxCallerDepth)
    return true;
  // Another method of the class, which the same object may be asked for.
  for (FunctionId Other = 0; F.Record && Other != Facts.Functions.size();
       ++Other)
    if (Facts.Functions[Other]->Record == F.Record && clears(Other))
      return true;
  return llvm::any_of(CallSites[Function], [&](const CallSite &Site) {
    return clearsGradients(Site.Caller, OfTensor, Depth + 1);
  });
}

void UnitAnalysis::findGradientCycles() {
  for (auto &[Cycle, Block] : CreatedGraphs) {
    if (clearsGradients(Cycle.In, Cycle.FreshLeaf))
      continue;
    const FunctionFacts &F = *Facts.Functions[Cycle.In];
    unsigned Where = Block;
    auto Loop = llvm::find_if(
        F.Loops, [&](const LoopFact &L) { return L.contains(Where); });
    if (Loop != F.Loops.end()) {
      Cycle.RepeatLoc = Loop->Loc;
    } else if (runsOnce(Cycle.In)) {
      continue;
    } else {
      Cycle.Why = Repeat::Call;
      Cycle.RepeatLoc = F.Loc;
      Cycle.How = Confidence::Likely;
      for (const CallSite &Site : CallSites[Cycle.In])
        if (Site.InLoop || Site.Repeats) {
          Cycle.How = Confidence::Definite;
          Cycle.RepeatLoc = Site.Loc;
        }
    }
    GradientCycles.push_back(Cycle);
  }
}

} // namespace torchleak
