//===- Consumers.cpp - Is it kept in order to be used? --------------------===//

#include "analysis/keep/Consumers.h"
#include "program/Budget.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

bool Consumers::isGivenToCallable(const Event &E,
                                  const llvm::DenseSet<NodeId> &Values) const {
  return E.kind() == EventKind::IndirectCall &&
         llvm::any_of(F.Calls[E.call()].Arguments, [&](const Argument &A) {
           return A.Value != None && Values.contains(A.Value);
         });
}

bool Consumers::consumed(llvm::ArrayRef<NodeId> Start, PlaceId Sink,
                         const LoopFact *Loop) const {
  llvm::SmallVector<NodeId, 32> Work(Start.begin(), Start.end());
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    if (isOver(Budget::KeptWalk, Seen.size()))
      return true;
    const Node &Here = Flow.nodes()[N];
    if (!Backward.through(N).empty() && Here.Kind == Node::Value)
      return true;
    if (Here.Kind == Node::Value) {
      const Value &V = F.Values[N];
      const Op Kind = Flow.opOf(N);
      if (Kind == Op::Cut || Kind == Op::Nothing)
        continue;
      // Batched as a whole: cat, stack.
      if (V.Kind == Op::Differentiable && V.WholeList &&
          (!Loop || !Loop->contains(V.Block)))
        return true;
      if (Kind == Op::Unknown)
        return true;
      if (Kind == Op::Call && V.Call != ~0u) {
        const CallFact &Call = F.Calls[V.Call];
        for (FunctionId Callee : Summaries.calleesOf(Call)) {
          for (PlaceId P : Summaries[Callee].Consumes)
            if (const Argument *Given = Flow.bind(V.Call, Callee).argument(P);
                Given && Seen.count(Given->Value))
              return true;
        }
        // A result that has no history cannot hand it on.
        if (Grad.at(N).Terms.empty())
          continue;
      }
    }
    Work.append(Flow.users()[N].begin(), Flow.users()[N].end());
  }
  // Returned, or kept in another place, which then answers for it.
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      if ((E.kind() == EventKind::Return && Seen.count(E.value())) ||
          (!(Loop && Loop->contains(B)) && isGivenToCallable(E, Seen)))
        return true;
      if ((E.kind() == EventKind::Insert ||
           E.kind() == EventKind::AssignElement) &&
          Seen.count(E.value()) && E.place() != Sink)
        return true;
    }
  return false;
}

bool Consumers::consumedOutside(PlaceId Sink, const LoopFact *Loop) const {
  // Asked for each store, so answered once per place and loop.
  auto [It, New] = ConsumedOutside.try_emplace({Sink, Loop}, false);
  if (!New)
    return It->second;
  if (ReadsOfRoot.empty())
    for (ValueId V = 1; V < F.Values.size(); ++V)
      if (F.Values[V].Kind == Op::Load)
        ReadsOfRoot[Unit.rootOf(F.Values[V].Place)].push_back(V);
  llvm::SmallVector<NodeId, 8> Reads;
  for (ValueId V : ReadsOfRoot[Unit.rootOf(Sink)])
    if (!(Loop && Loop->contains(F.Values[V].Block)) &&
        overlaps(Unit, F.Values[V].Place, Sink))
      Reads.push_back(V);
  bool Result = consumed(Reads, Sink, Loop);
  ConsumedOutside[{Sink, Loop}] = Result;
  return Result;
}

bool Consumers::consumedAfter(NodeId New, PlaceId Sink,
                              const LoopFact *Loop) const {
  // Forward from the new value, round the loop and out of it.
  llvm::SmallVector<NodeId, 32> Work{New};
  llvm::DenseSet<NodeId> Seen;
  auto outside = [&](unsigned Block) {
    return !Loop || !Loop->contains(Block);
  };
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    if (isOver(Budget::KeptWalk, Seen.size()))
      return true;
    for (unsigned I : Backward.through(N))
      if (outside(Backward[I].At.Block))
        return true;
    if (Flow.nodes()[N].Kind == Node::Value) {
      const Value &V = F.Values[N];
      const Op Kind = Flow.opOf(N);
      if (Kind == Op::Cut || Kind == Op::Nothing)
        continue;
      if (Kind == Op::Unknown && outside(V.Block))
        return true;
      if (Kind == Op::Call && Grad.at(N).Terms.empty())
        continue;
    }
    Work.append(Flow.users()[N].begin(), Flow.users()[N].end());
  }
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      if (outside(B) && isGivenToCallable(E, Seen))
        return true;
      if (!Seen.contains(E.value()) || Grad.at(E.value()).Terms.empty())
        continue;
      if (E.kind() == EventKind::Return)
        return true;
      bool Stores = E.kind() == EventKind::Insert ||
                    E.kind() == EventKind::AssignElement ||
                    (E.kind() == EventKind::Assign &&
                     !Flow.isLocal(Unit.rootOf(E.place())));
      if (Stores && outside(B) && !overlaps(Unit, E.place(), Sink))
        return true;
    }
  return false;
}

void Consumers::summarize(Summary &Result) const {
  for (NodeId N = 1; N < Flow.nodes().size(); ++N) {
    const Node &Here = Flow.nodes()[N];
    if (Here.Kind == Node::Entry && Unit.Places[Here.Place].HoldsTensors &&
        consumed({N}, Here.Place, nullptr) &&
        !llvm::is_contained(Result.Consumes, Here.Place))
      Result.Consumes.push_back(Here.Place);
  }
}

} // namespace torchleak
