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

RetentionAnalysis::Leaves RetentionAnalysis::leavesOf(NodeId Start,
                                                      unsigned Block) const {
  Leaves Result;
  const LoopFact *Round = innermostLoop(Block);
  llvm::SmallVector<NodeId, 16> Work{Start};
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty() && Seen.size() < MaxWayToLeaf) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    const Node &Here = Flow.nodes()[N];
    if (Here.Kind == Node::Entry) {
      const Place &P = Unit.Places[Here.Place];
      if (P.Kind == PlaceKind::Parameter && P.Tensor && P.Owner == Function)
        Result.Parameters.push_back(P.ParameterIndex);
    } else if (Here.Kind == Node::Value) {
      const Value &V = F.Values[N];
      if (V.Kind == Op::Leaf) {
        Result.Own = true;
        Result.Fresh |=
            (Round ? Round->contains(V.Block) : !F.IsMain) && !isHandedOver(N);
        continue;
      }
      if (V.Kind == Op::Call)
        for (const Argument &A : F.Calls[V.Call].Arguments)
          Work.push_back(A.Value);
    }
    Work.append(Here.Operands.begin(), Here.Operands.end());
  }
  return Result;
}

bool RetentionAnalysis::isHandedOver(NodeId Leaf) const {
  // As it is, or in a list, to something that is made of it: an optimizer.
  llvm::SmallVector<NodeId, 8> Work{Leaf};
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!Seen.insert(N).second)
      continue;
    if (Seen.size() > MaxWayToLeaf)
      return true;
    if (N != Leaf && Flow.nodes()[N].Kind == Node::Value) {
      const Value &V = F.Values[N];
      if (V.Kind == Op::NewObject || V.Kind == Op::Unknown)
        return true;
      if (V.Kind != Op::Handle && V.Kind != Op::Load && V.Kind != Op::Aggregate)
        continue;
    }
    Work.append(Flow.users()[N].begin(), Flow.users()[N].end());
  }
  return false;
}

void UnitAnalysis::collectCreatedGraph(FunctionId Function, const Event &E,
                                       unsigned Block,
                                       const RetentionAnalysis &Analysis) {
  RetentionAnalysis::Leaves Leaves = Analysis.leavesOf(E.Value, Block);
  CreatedGraph Created;
  Created.Block = Block;
  Created.Cycle.Loc = E.Loc;
  Created.Cycle.In = Function;
  Created.Cycle.FreshLeaf =
      Leaves.Fresh || (Leaves.Own && !Facts.Functions[Function]->IsMain &&
                       !Summaries[Function].ClearsGrad);
  Created.Parameters = Leaves.Parameters;
  CreatedGraphs.push_back(std::move(Created));
}

void UnitAnalysis::passLeaves(FunctionId Function, const CallFact &Call,
                              unsigned Block,
                              const RetentionAnalysis &Analysis) {
  for (CreatedGraph &Created : CreatedGraphs) {
    if (Created.Cycle.FreshLeaf ||
        !llvm::is_contained(Call.Callees, Created.Cycle.In))
      continue;
    for (unsigned Parameter : Created.Parameters)
      if (Parameter < Call.Arguments.size() &&
          Call.Arguments[Parameter].Value != None)
        Created.Cycle.FreshLeaf |=
            Analysis.leavesOf(Call.Arguments[Parameter].Value, Block).Fresh;
  }
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
  for (const CreatedGraph &Created : CreatedGraphs) {
    GradientCycle Cycle = Created.Cycle;
    if (clearsGradients(Cycle.In, Cycle.FreshLeaf))
      continue;
    const FunctionFacts &F = *Facts.Functions[Cycle.In];
    auto Loop = llvm::find_if(
        F.Loops, [&](const LoopFact &L) { return L.contains(Created.Block); });
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
