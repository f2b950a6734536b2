//===- EffectTable.cpp - What each call does ------------------------------===//

#include "analysis/calls/EffectTable.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

Op EffectTable::opOf(const FunctionFacts &F, const Value &V) const {
  if (V.Kind != Op::Call)
    return V.Kind;
  const CallFact &Call = F.Calls[V.Call];
  return calleesOf(Call).empty() ? Call.Otherwise : Op::Call;
}

std::string EffectTable::nameOf(const FunctionFacts &F, const Value &V) const {
  if (V.Kind == Op::Call && opOf(F, V) == Op::Forward)
    return V.Place == None ? "module" : Unit.describe(V.Place);
  return V.Name;
}

bool EffectTable::isUnknown(const CallFact &Call) const {
  // A callable is told of by the call that is given it.
  if (Call.How == Dispatch::Indirect || Call.Constructs ||
      Call.DeferredTo != ~0u || Call.Otherwise == Op::Forward ||
      !calleesOf(Call).empty())
    return false;
  return Call.Otherwise == Op::Unknown || Call.Receiver.mayBeChanged() ||
         llvm::any_of(Call.Arguments,
                      [](const Argument &A) { return A.Matters; });
}

/// A pointer itself stays as it is; below one, its value counts.
static fact::Release releaseOf(const UnitFacts &Unit, const Argument &A) {
  bool IsRoot = Unit.Places[A.Place].Parent == None &&
                Unit.Places[A.Place].Kind != PlaceKind::Temporary;
  return {A.Place, IsRoot ? None : A.Root};
}

llvm::SmallVector<Event, 1> EffectTable::releasesAt(const FunctionFacts &F,
                                                    const Event &E) const {
  llvm::SmallVector<Event, 1> Releases;
  bool Indirect = E.is<fact::IndirectCall>();
  if (!Indirect && !E.is<fact::Call>())
    return Releases;
  const CallFact &Call = F.Calls[E.call()];
  if (!Indirect && !isUnknown(Call))
    return Releases;
  auto release = [&](const Argument &A) {
    if (A.mayBeChanged() && A.Place != None &&
        !(Indirect && isLeftAlone(Call, A.Place)))
      Releases.push_back({E.Loc, E.Order, releaseOf(Unit, A)});
  };
  llvm::for_each(Call.Arguments, release);
  release(Call.Receiver);
  return Releases;
}

bool EffectTable::isLeftAlone(const CallFact &Call, PlaceId Given) const {
  // Somebody else's callable may do anything.
  llvm::ArrayRef<FunctionId> Fitting = Bodies.callablesOf(Call.signature());
  if (!Unit.HasMain || Fitting.empty())
    return false;
  for (auto [I, A] : llvm::enumerate(Call.Arguments))
    if (A.Place == Given)
      for (FunctionId Callable : Fitting)
        if (mayEmpty(Callable, I))
          return false;
  return true;
}

/// The function empties, replaces or passes on what its parameter is, so that
/// what becomes of it is not known.
bool EffectTable::mayEmpty(FunctionId Callable, unsigned Index) const {
  const FunctionFacts &F = *Unit.Functions[Callable];
  if (Index >= F.Parameters.size())
    return true;
  auto [Known, New] = MayEmpty.try_emplace({Callable, Index}, false);
  if (!New)
    return Known->second;
  const PlaceId Parameter = F.Parameters[Index];
  auto isPart = [&](PlaceId P) {
    return P != None && Unit.isWithin(P, Parameter);
  };
  auto isPassed = [&](const Argument &A) {
    return isPart(A.Place) && !Unit.Places[A.Place].Tensor;
  };
  auto isChanged = [&](const Argument &A) {
    return isPart(A.Place) && A.mayBeChanged();
  };
  auto empties = [&](const Event &E) {
    if (E.is<fact::Call>() || E.is<fact::IndirectCall>()) {
      const CallFact &Call = F.Calls[E.call()];
      auto any = [&](auto Holds) {
        return Holds(Call.Receiver) || llvm::any_of(Call.Arguments, Holds);
      };
      return isUnknown(Call) ? any(isChanged) : any(isPassed);
    }
    return E.is<fact::Release>()
               ? isPart(E.place())
               : E.kind() == EventKind::Assign && E.place() == Parameter;
  };
  bool Result = llvm::any_of(F.Blocks, [&](const Block &B) {
    return llvm::any_of(B.Events, empties);
  });
  return MayEmpty[{Callable, Index}] = Result;
}

} // namespace torchleak
