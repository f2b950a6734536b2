//===- Backwards.cpp - Which graphs a backward has freed ------------------===//

#include "analysis/keep/Retention.h"
#include "program/Budget.h"
#include "llvm/ADT/DenseSet.h"

namespace torchleak {

void RetentionAnalysis::collectBackwards() {
  CoveredBy.resize(Flow.nodes().size());
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      const auto *Step = E.as<fact::TrainingStep>();
      const auto *Run = E.as<fact::Backward>();
      Result.Trains |= Step || Run;
      if (Step) {
        (Step->ClearsGrad ? Result.ClearsGrad : Result.Steps) = true;
        Result.StepsInLoop |= !Step->ClearsGrad && Loops.outermost(B);
        Result.ClearsTensorGrad |= Step->OfTensor;
      }
      if (Run && Run->Value != None)
        Backwards.push_back({{B, E.Order},
                             E.Loc,
                             Run->Value,
                             Run->Retains,
                             Run->MayCreateGraph});
      if (E.kind() != EventKind::Call)
        continue;
      const CallFact &Call = F.Calls[E.call()];
      for (FunctionId Callee : Summaries.calleesOf(Call)) {
        Result.Trains |= Summaries[Callee].Trains;
        Result.Steps |= Summaries[Callee].Steps;
        Result.StepsInLoop |= Summaries[Callee].StepsInLoop ||
                              (Summaries[Callee].Steps && Loops.outermost(B));
        Result.ClearsGrad |= Summaries[Callee].ClearsGrad;
        Result.ClearsTensorGrad |= Summaries[Callee].ClearsTensorGrad;
        const Binding Bound = Flow.bind(E.call(), Callee);
        for (const auto &[P, MayCreateGraph] : Summaries[Callee].Backwards)
          if (auto [Root, Part] = Flow.contentOf(Bound, P); Root && !Part)
            Backwards.push_back(
                {{B, E.Order}, E.Loc, Root, false, MayCreateGraph});
      }
    }
  for (unsigned I = 0; I != Backwards.size(); ++I)
    cover(I);
}

void RetentionAnalysis::cover(unsigned Backward) {
  llvm::SmallVector<NodeId, 32> Work{Backwards[Backward].Root};
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    if (isOver(Budget::BackwardWalk, ++CoverSteps)) {
      MayCoverAll = true;
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

bool RetentionAnalysis::followsInRound(Point Backward, Point Store) const {
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

void RetentionAnalysis::noteBackward(StoreEffect &Effect, NodeId Value,
                                     Point At) const {
  const LoopFact *Round = Loops.innermost(At.Block);
  // The value, and what it is a copy of.
  llvm::SmallVector<NodeId, 8> Work{Value};
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    if (isOver(Budget::CopyWalk, Seen.size())) {
      Effect.Freed = true;
      break;
    }
    for (unsigned I : CoveredBy[N]) {
      const BackwardPoint &Backward = Backwards[I];
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

} // namespace torchleak
