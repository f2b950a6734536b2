//===- InPlaceCuts.cpp - Tensors that are cut through another name --------===//
//
// detach_() cuts the tensor, and so every handle of it, in containers too:
// `kept.push_back(y); y.detach_();`. So does an assignment to the element that
// was added: `kept.back().out = kept.back().out.detach()`.
//
//===----------------------------------------------------------------------===//

#include "analysis/keep/Retention.h"

namespace torchleak {

/// An element, or a part of one, is set to itself without its history.
static bool cutsElement(const FunctionFacts &F, const Event &E) {
  if (E.kind() != EventKind::AssignElement || E.value() == None ||
      F.Values[E.value()].Kind != Op::Cut ||
      F.Values[E.value()].Operands.empty())
    return false;
  const Value &Old = F.Values[F.Values[E.value()].Operands[0]];
  return Old.Kind == Op::Load && Old.Place == E.place();
}

void RetentionAnalysis::collectInPlaceCuts() {
  ProvenanceFinder Finder(Unit, Flow, Grad, Summaries);
  auto note = [&](NodeId Tensor, unsigned Block, const Event &E,
                  PlaceId Container = None) {
    if (Tensor)
      InPlaceCuts.push_back(
          {{Block, E.Order}, Finder.madeAt(Tensor), Container});
  };
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      if (E.kind() == EventKind::Call) {
        for (FunctionId Callee : Summaries.calleesOf(F.Calls[E.call()]))
          for (PlaceId P : Summaries[Callee].InPlaceCuts)
            if (auto [Node, Part] =
                    Flow.contentOf(Flow.bind(E.call(), Callee), P);
                !Part)
              note(Node, B, E);
        continue;
      }
      const Value &V = F.Values[E.value()];
      if (E.kind() == EventKind::Assign && V.Kind == Op::Cut && V.written())
        note(V.Operands[0], B, E);
      else if (cutsElement(F, E))
        note(V.Operands[0], B, E, E.place());
    }
  for (const InPlaceCut &Cut : InPlaceCuts)
    for (const auto &[N, Part] : Cut.Tensors) {
      const Node &Here = Flow.nodes()[N];
      if (Here.Kind != Node::Entry || Part)
        continue;
      if (!llvm::is_contained(Result.InPlaceCuts, Here.Place))
        Result.InPlaceCuts.push_back(Here.Place);
      if (meetsEach(Here.Place, Cut.At.Block))
        CutElements.push_back(
            {Here.Place, Cut.At.Block, /*Partial=*/true, /*OnlyCuts=*/true});
    }
}

bool RetentionAnalysis::meetsEach(PlaceId Container, unsigned Block) const {
  return llvm::any_of(F.Loops, [&](const LoopFact &Loop) {
    return Loop.Covers == Container && Loop.contains(Block) &&
           llvm::all_of(F.Blocks[Loop.Header].Predecessors,
                        [&](unsigned Latch) {
                          return !Loop.contains(Latch) ||
                                 Flow.dominates(Block, 0, Latch, ~0u);
                        });
  });
}

bool RetentionAnalysis::meetsBefore(NodeId Made, Point Cut, Point Store) const {
  const Node &N = Flow.nodes()[Made];
  unsigned MadeOrder = N.Kind == Node::Value ? F.Values[Made].Order : 0;
  return Flow.dominates(N.Block, MadeOrder, Cut.Block, Cut.Order) &&
         Flow.dominates(Cut.Block, Cut.Order, Store.Block, Store.Order);
}

bool RetentionAnalysis::meetsAfter(Point Cut, Point Store) const {
  if (Cut.Block == Store.Block && Store.Order < Cut.Order)
    return true;
  bool InLoop = Loops.outermost(Store.Block);
  llvm::BitVector Seen(F.Blocks.size());
  llvm::SmallVector<unsigned, 16> Work{Store.Block};
  while (!Work.empty())
    for (unsigned Next : F.Blocks[Work.pop_back_val()].Successors) {
      if (Next == (InLoop ? Store.Block : F.Exit) && Next != Cut.Block)
        return false;
      if (Next != Cut.Block && !Seen.test(Next)) {
        Seen.set(Next);
        Work.push_back(Next);
      }
    }
  return true;
}

bool RetentionAnalysis::isCutInPlace(llvm::ArrayRef<NodeId> Stored,
                                     PlaceId Sink, Point At) const {
  if (InPlaceCuts.empty())
    return false;
  ProvenanceFinder Finder(Unit, Flow, Grad, Summaries);
  auto isCut = [&](const MadeAt &Tensor) {
    const AbstractValue &Made = Grad.at(Tensor.first);
    TermSet Terms =
        Tensor.second ? Made.field(Tensor.second).Terms : Made.Terms;
    if (graphTerms(Terms).empty())
      return true;
    return llvm::any_of(InPlaceCuts, [&](const InPlaceCut &Cut) {
      // Without any, it may be each.
      if (!Cut.Tensors.empty() && !llvm::is_contained(Cut.Tensors, Tensor))
        return false;
      // An element that is replaced must be in the container by then.
      if (Cut.Container != None && !overlaps(Unit, Cut.Container, Sink))
        return false;
      return (Cut.Container == None && meetsBefore(Tensor.first, Cut.At, At)) ||
             meetsAfter(Cut.At, At);
    });
  };
  return llvm::all_of(
      Stored, [&](NodeId N) { return llvm::all_of(Finder.madeAt(N), isCut); });
}

} // namespace torchleak
