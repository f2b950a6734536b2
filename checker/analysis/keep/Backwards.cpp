//===- Backwards.cpp - Which graphs a backward has freed ------------------===//

#include "analysis/keep/Backwards.h"
#include "program/Budget.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

Backwards::Backwards(const FunctionAnalysis &In) : FunctionAnalysis(In) {
  CoveredBy.resize(Flow.nodes().size());
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      const auto *Run = E.as<fact::Backward>();
      if (Run && Run->Value != None)
        Points.push_back({{B, E.Order},
                          E.Loc,
                          Run->Value,
                          Run->Retains,
                          Run->MayCreateGraph});
      if (E.kind() != EventKind::Call)
        continue;
      const CallFact &Call = F.Calls[E.call()];
      for (FunctionId Callee : Summaries.calleesOf(Call)) {
        const Binding Bound = Flow.bind(E.call(), Callee);
        for (const auto &[P, MayCreateGraph] : Summaries[Callee].Backwards)
          if (auto [Root, Part] = Flow.contentOf(Bound, P); Root && !Part)
            Points.push_back(
                {{B, E.Order}, E.Loc, Root, false, MayCreateGraph});
      }
    }
  for (unsigned I = 0; I != Points.size(); ++I)
    cover(I);
}

void Backwards::cover(unsigned Backward) {
  llvm::SmallVector<NodeId, 32> Work{Points[Backward].Root};
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    if (isOver(Budget::BackwardWalk, ++CoverSteps)) {
      GaveUp = true;
      return;
    }
    CoveredBy[N].push_back(Backward);
    const Node &Here = Flow.nodes()[N];
    // Through operators and copies; a cut ends the graph.
    if (Here.Kind == Node::Value &&
        (F.Values[N].Kind == Op::Cut || F.Values[N].Kind == Op::Nothing))
      continue;
    Work.append(Here.Operands.begin(), Here.Operands.end());
  }
}

bool Backwards::followsInRound(Moment Backward, Moment Store) const {
  if (Store.Block == Backward.Block && Store.Order < Backward.Order)
    return true;
  const LoopFact *Round = nullptr; // The innermost that has both.
  for (const LoopFact &Loop : F.Loops)
    if (Loop.contains(Store.Block) && Loop.contains(Backward.Block))
      Round = &Loop;
  auto [It, New] = RoundsWithout.try_emplace({Backward.Block, Round});
  llvm::BitVector &Without = It->second;
  if (New) {
    // Backwards from where rounds end, to what gets there another way.
    Without.resize(F.Blocks.size());
    llvm::SmallVector<unsigned, 16> Work;
    auto visit = [&](unsigned Block) {
      if (Block == Backward.Block || Without.test(Block) ||
          (Round && !Round->contains(Block)))
        return;
      Without.set(Block);
      Work.push_back(Block);
    };
    if (Round)
      for (unsigned Latch : F.Blocks[Round->Header].Predecessors)
        visit(Latch);
    else
      visit(F.Exit);
    while (!Work.empty()) {
      unsigned Block = Work.pop_back_val();
      if (!Round || Block != Round->Header)
        for (unsigned Before : F.Blocks[Block].Predecessors)
          visit(Before);
    }
  }
  return Store.Block != Backward.Block && !Without.test(Store.Block);
}

void Backwards::note(StoreEffect &Effect, NodeId Value, Moment At) const {
  const LoopFact *Round = Loops.innermost(At.Block);
  // The value, and what it is a copy of.
  llvm::SmallVector<NodeId, 8> Work{Value};
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    if (isOver(Budget::CopyWalk, Seen.size())) {
      GaveUp = true;
      break;
    }
    for (unsigned I : CoveredBy[N]) {
      const Point &Backward = Points[I];
      if (!Backward.Retains &&
          (Flow.dominates(Backward.At.Block, Backward.At.Order, At.Block,
                          At.Order) ||
           followsInRound(Backward.At, At))) {
        Effect.Freed = true;
        Effect.BackwardLoc = Backward.Loc;
      }
      // Gradients with a graph are there to be differentiated again.
      if (!Backward.MayCreateGraph &&
          (!Round || Round->contains(Backward.At.Block))) {
        Effect.BackwardInRound = true;
        if (Effect.BackwardLoc.isInvalid())
          Effect.BackwardLoc = Backward.Loc;
      }
    }
    const Node &Here = Flow.nodes()[N];
    // A step function that ran the backward itself and returns the loss.
    if (Here.Kind == Node::Value && F.Values[N].Kind == Op::Call)
      for (FunctionId Callee : Summaries.calleesOf(F.Calls[F.Values[N].Call]))
        if (Summaries[Callee].ReturnFreedAt.isValid()) {
          Effect.Freed = true;
          Effect.BackwardLoc = Summaries[Callee].ReturnFreedAt;
          Effect.ReturnedBy = Callee;
        }
    bool Copies =
        Here.Kind != Node::Value || F.Values[N].Kind == Op::Handle ||
        F.Values[N].Kind == Op::Load || F.Values[N].Kind == Op::Aggregate ||
        F.Values[N].Kind == Op::NewObject || F.Values[N].Kind == Op::Field;
    if (Copies)
      Work.append(Here.Operands.begin(), Here.Operands.end());
  }
}

void Backwards::summarize(Summary &Result) const {
  for (NodeId N = 1; N < Flow.nodes().size(); ++N) {
    const Node &Here = Flow.nodes()[N];
    // A backward through a module's parameters is none of what it computes.
    if (Here.Kind == Node::Entry && !CoveredBy[N].empty() &&
        !Unit.Places[Here.Place].IsModule)
      Result.Backwards.push_back(
          {Here.Place, llvm::all_of(CoveredBy[N], [&](unsigned I) {
             return Points[I].MayCreateGraph;
           })});
  }
}

} // namespace torchleak
