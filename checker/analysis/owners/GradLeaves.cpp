//===- GradLeaves.cpp - The leaves that a graph leads to ------------------===//

#include "analysis/owners/GradLeaves.h"
#include "program/Budget.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

GradLeaves::Leaves GradLeaves::leavesOf(NodeId Start, unsigned Block) const {
  Leaves Result;
  const LoopFact *Round = Loops.innermost(Block);
  llvm::SmallVector<NodeId, 16> Work{Start};
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    if (isOver(Budget::LeafWalk, Seen.size()))
      break;
    const Node &Here = Flow.nodes()[N];
    if (Here.Kind == Node::Entry) {
      const Place &P = Unit.Places[Here.Place];
      if (P.Kind == PlaceKind::Parameter && P.Tensor && P.Owner == Function)
        Result.Parameters.push_back(P.ParameterIndex);
    } else if (Here.Kind == Node::Value) {
      const Value &V = F.Values[N];
      if (V.Kind == Op::Leaf || returnsLeaf(V)) {
        Result.Own = true;
        Result.Fresh |=
            (Round ? Round->contains(V.Block) : !F.IsMain) && !isHandedOver(N);
        continue;
      }
      if (Flow.opOf(N) == Op::Forward && V.Place != None)
        Result.Modules.push_back(V.Place);
      if (Flow.opOf(N) == Op::Call) {
        const CallFact &Call = F.Calls[V.Call];
        if (Call.ModuleForward && Call.Receiver.Place != None)
          Result.Modules.push_back(Call.Receiver.Place);
        for (const Argument &A : Call.Arguments)
          Work.push_back(A.Value);
        // `loss_of(head, x)`: a helper runs the module.
        for (FunctionId Callee : Summaries.calleesOf(Call))
          forEachReason(Summaries[Callee].Return.Terms, [&](const Term &T) {
            if (const Argument *A =
                    T.Kind == Term::Trainable
                        ? Flow.bind(V.Call, Callee).passed(T.Place)
                        : nullptr;
                A && A->Place != None && Unit.Places[A->Place].IsModule)
              Result.Modules.push_back(A->Place);
          });
      }
    }
    Work.append(Here.Operands.begin(), Here.Operands.end());
  }
  return Result;
}

bool GradLeaves::returnsLeaf(const Value &V) const {
  if (V.Kind != Op::Call)
    return false;
  return llvm::any_of(
      Summaries.calleesOf(F.Calls[V.Call]), [&](FunctionId Callee) {
        const TermSet &Terms = Summaries[Callee].Return.Terms;
        return !Terms.empty() && llvm::all_of(Terms, [](const Term &T) {
          return T.Kind == Term::Always && !T.Recorded;
        });
      });
}

bool GradLeaves::isHandedOver(NodeId Leaf) const {
  // As it is, or in a list, to something that is made of it: an optimizer.
  llvm::SmallVector<NodeId, 8> Work{Leaf};
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!Seen.insert(N).second)
      continue;
    if (isOver(Budget::HandOverWalk, Seen.size()))
      return true;
    if (N != Leaf && Flow.nodes()[N].Kind == Node::Value) {
      const Op Kind = Flow.opOf(N);
      if (Kind == Op::NewObject || Kind == Op::Unknown)
        return true;
      if (Kind != Op::Handle && Kind != Op::Load && Kind != Op::Aggregate)
        continue;
    }
    Work.append(Flow.users()[N].begin(), Flow.users()[N].end());
  }
  return false;
}

} // namespace torchleak
