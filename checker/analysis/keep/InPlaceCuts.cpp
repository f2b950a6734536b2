//===- InPlaceCuts.cpp - Tensors that are cut through another name --------===//

#include "analysis/keep/InPlaceCuts.h"
#include "analysis/payload/History.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

template <typename Fn> void InPlaceCuts::forEntries(Fn Visit) const {
  for (const Cut &Here : Cuts)
    for (const auto &[N, Part] : Here.Tensors)
      if (Flow.nodes()[N].Kind == Node::Entry && !Part)
        Visit(Flow.nodes()[N].Place, Here);
}

/// An element, or a part of one, is set to itself without its history.
static bool cutsElement(const FunctionFacts &F, const Event &E) {
  if (E.kind() != EventKind::AssignElement || E.value() == None ||
      F.Values[E.value()].Kind != Op::Cut ||
      F.Values[E.value()].Operands.empty())
    return false;
  const Value &Old = F.Values[F.Values[E.value()].Operands[0]];
  return Old.Kind == Op::Load && Old.Place == E.place();
}

InPlaceCuts::InPlaceCuts(const FunctionAnalysis &In) : FunctionAnalysis(In) {
  ProvenanceFinder Finder(Unit, Flow, Grad, Summaries);
  auto note = [&](NodeId Tensor, unsigned Block, const Event &E,
                  PlaceId Container = None) {
    if (!Tensor)
      return;
    auto Tensors = Finder.madeAt(Tensor, Budget::CutWalk);
    GaveUp |= !Tensors;
    if (Tensors)
      Cuts.push_back({{Block, E.Order}, *Tensors, Container});
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
  forEntries([&](PlaceId P, const Cut &Here) {
    if (meetsEach(P, Here.At.Block))
      CutElements.push_back({P, Here.At.Block});
  });
}

bool InPlaceCuts::meetsEach(PlaceId Container, unsigned Block) const {
  return llvm::any_of(F.Loops, [&](const LoopFact &Loop) {
    return Loop.Covers == Container && Loop.contains(Block) &&
           llvm::all_of(F.Blocks[Loop.Header].Predecessors,
                        [&](unsigned Latch) {
                          return !Loop.contains(Latch) ||
                                 Flow.dominates(Block, 0, Latch, ~0u);
                        });
  });
}

bool InPlaceCuts::meetsBefore(NodeId Made, Moment Cut, Moment Store) const {
  const Node &N = Flow.nodes()[Made];
  unsigned MadeOrder = N.Kind == Node::Value ? F.Values[Made].Order : 0;
  return Flow.dominates(N.Block, MadeOrder, Cut.Block, Cut.Order) &&
         Flow.dominates(Cut.Block, Cut.Order, Store.Block, Store.Order);
}

bool InPlaceCuts::meetsAfter(Moment Cut, Moment Store) const {
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

bool InPlaceCuts::isCutInPlace(llvm::ArrayRef<NodeId> Stored, PlaceId Sink,
                               Moment At) const {
  if (Cuts.empty())
    return false;
  ProvenanceFinder Finder(Unit, Flow, Grad, Summaries);
  auto isCut = [&](const MadeAt &Tensor) {
    const AbstractValue &Made = Grad.at(Tensor.first);
    TermSet Terms =
        Tensor.second ? Made.field(Tensor.second).Terms : Made.Terms;
    if (graphTerms(Terms).empty())
      return true;
    return llvm::any_of(Cuts, [&](const Cut &Here) {
      // Without any, it may be each.
      if (!Here.Tensors.empty() && !llvm::is_contained(Here.Tensors, Tensor))
        return false;
      // An element that is replaced must be in the container by then.
      if (Here.Container != None && !overlaps(Unit, Here.Container, Sink))
        return false;
      return (Here.Container == None &&
              meetsBefore(Tensor.first, Here.At, At)) ||
             meetsAfter(Here.At, At);
    });
  };
  return llvm::all_of(Stored, [&](NodeId N) {
    auto Tensors = Finder.madeAt(N, Budget::ProvenanceWalk);
    return !Tensors || llvm::all_of(*Tensors, isCut);
  });
}

void InPlaceCuts::summarize(Summary &Result) const {
  forEntries([&](PlaceId P, const Cut &) {
    if (!llvm::is_contained(Result.InPlaceCuts, P))
      Result.InPlaceCuts.push_back(P);
  });
}

} // namespace torchleak
