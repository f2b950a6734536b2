//===- PlaceChecks.cpp - What branches ask of places ----------------------===//

#include "analysis/keep/PlaceChecks.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

PlaceChecks::PlaceChecks(const FunctionAnalysis &In, const Handle &Handles)
    : FunctionAnalysis(In) {
  auto resolved = [&](PlaceId P, ValueId Root) {
    ValueId Born = None;
    PlaceId Target = Flow.resolve(P, Root, Born);
    return Target == None ? P : Target;
  };
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events)
      if (const auto *Store = E.as<fact::Store>()) {
        if (Store->Map != None && Handles.isEntry(*Store))
          EntryStores.push_back({resolved(Store->Map, Store->Root), B});
      } else if (const auto *Check = E.as<fact::DefinedCheck>()) {
        DefinedChecks.push_back({Check->Place, Check->Absent});
        (Check->AsksForOne ? LookUps : EmptyChecks)
            .push_back({resolved(Check->Place, None), Check->Absent});
      } else if (const auto *First = E.as<fact::FirstTimesCheck>()) {
        FirstTimesChecks.push_back({First->Place, First->Absent});
      } else if (const auto *Size = E.as<fact::SizeCheck>()) {
        SizeChecks.push_back({resolved(Size->Place, Size->Root), B});
      }
}

bool PlaceChecks::isFirstTime(PlaceId P, unsigned Block,
                              const LoopFact *Loop) const {
  // `if (!h.defined() || count == 0)`: two branches lead there.
  llvm::SmallDenseMap<unsigned, unsigned, 4> Branches;
  auto allLeadTo = [&](unsigned Side) {
    return ++Branches[Side] == F.Blocks[Side].Predecessors.size() &&
           Flow.dominates(Side, 0, Block, ~0u);
  };
  for (const auto &[Asked, Side] : DefinedChecks)
    if (overlaps(Unit, Asked, P) && allLeadTo(Side))
      return true;
  for (const auto &[Counter, Side] : FirstTimesChecks)
    if (countsFor(Counter, P, Loop) && allLeadTo(Side))
      return true;
  return false;
}

bool PlaceChecks::countsFor(PlaceId Counter, PlaceId P,
                            const LoopFact *Loop) const {
  PlaceId Root = Unit.rootOf(Counter);
  if (Unit.Places[Root].Kind == PlaceKind::Global || Root == Unit.rootOf(P))
    return true;
  return Loop && Flow.isLocal(Root) && !Loop->contains(Flow.declaredIn(Root));
}

bool PlaceChecks::boundedBySize(PlaceId Sink, Moment At,
                                const LoopFact *Loop) const {
  // `if (kept.size() < 10) kept.push_back(x)`: the store is on one side of a
  // branch on the size.
  for (const auto &[P, Block] : SizeChecks) {
    if ((Loop && !Loop->contains(Block)) || !overlaps(Unit, P, Sink))
      continue;
    for (unsigned Side : F.Blocks[Block].Successors)
      if (F.Blocks[Side].Predecessors.size() == 1 &&
          Flow.dominates(Side, 0, At.Block, ~0u))
        return true;
  }
  // `if (count < 10) kept.push_back(x)`
  return llvm::any_of(FirstTimesChecks, [&](const auto &Check) {
    return countsFor(Check.first, Sink, Loop) &&
           F.Blocks[Check.second].Predecessors.size() == 1 &&
           Flow.dominates(Check.second, 0, At.Block, ~0u);
  });
}

bool PlaceChecks::isAbsent(PlaceId Sink, unsigned Block) const {
  return llvm::any_of(LookUps, [&](const auto &Check) {
    return overlaps(Unit, Check.first, Sink) &&
           F.Blocks[Check.second].Predecessors.size() == 1 &&
           Flow.dominates(Check.second, 0, Block, ~0u);
  });
}

bool PlaceChecks::looksUp(PlaceId Sink, Moment At) const {
  // What is put there in any case, `kv[layer] = cat({kv[layer], k})`, is a
  // state of each key.
  return isAbsent(Sink, At.Block) &&
         llvm::all_of(EntryStores, [&](const auto &Store) {
           return !overlaps(Unit, Store.first, Sink) ||
                  isAbsent(Sink, Store.second);
         });
}

bool PlaceChecks::fillsWhatIsEmpty(PlaceId Sink, Moment At) const {
  return llvm::any_of(EmptyChecks, [&](const auto &Check) {
    return overlaps(Unit, Check.first, Sink) &&
           F.Blocks[Check.second].Predecessors.size() == 1 &&
           Flow.dominates(Check.second, 0, At.Block, ~0u);
  });
}

} // namespace torchleak
