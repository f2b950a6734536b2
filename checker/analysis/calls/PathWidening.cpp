//===- PathWidening.cpp - Paths that recursion makes ever longer ----------===//

#include "analysis/calls/PathWidening.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

PlaceId widenPath(UnitFacts &Unit, PlaceId P) {
  llvm::SmallVector<PlaceId, 8> Path;
  for (PlaceId Up = P; Up != None; Up = Unit.Places[Up].Parent)
    Path.push_back(Up);
  PlaceId Result = None;
  llvm::SmallVector<PlaceId, 8> Wide;
  for (PlaceId Here : llvm::reverse(Path)) {
    EntityId Key = Unit.Places[Here].Entity;
    bool IsField = Unit.Places[Here].Kind == PlaceKind::Field;
    // Back to where the field was entered before.
    auto Before = llvm::find_if(Wide, [&](PlaceId Known) {
      return IsField && Unit.Places[Known].Kind == PlaceKind::Field &&
             Unit.Places[Known].Entity == Key;
    });
    if (Before != Wide.end()) {
      Result = *Before;
      Wide.erase(std::next(Before), Wide.end());
      continue;
    }
    if (Result == Unit.Places[Here].Parent)
      Result = Here;
    else {
      const Place Description = Unit.Places[Here];
      Result = Unit.addField(Result, Key, Description);
    }
    Wide.push_back(Result);
  }
  return Result;
}

namespace {
class Widening {
public:
  explicit Widening(UnitFacts &Unit) : Unit(Unit) {}

  /// Whether it was a longer path.
  bool place(PlaceId &P) const {
    PlaceId Wide = widenPath(Unit, P);
    bool Changed = Wide != P;
    P = Wide;
    return Changed;
  }
  void terms(TermSet &Terms) const {
    TermSet Result;
    forEachReason(Terms, [&](Term T) {
      place(T.Place);
      addTerm(Result, std::move(T));
    });
    Terms = std::move(Result);
  }
  void value(AbstractValue &Value) const {
    terms(Value.Terms);
    for (auto &[Key, Terms] : Value.Fields)
      terms(Terms);
  }
  /// \p Effects without those that say the same of one place.
  template <typename Effect> void effects(std::vector<Effect> &Effects) const {
    std::vector<Effect> Result;
    for (Effect &E : Effects) {
      place(E.Place);
      if (!llvm::is_contained(Result, E))
        Result.push_back(std::move(E));
    }
    Effects = std::move(Result);
  }
  void places(std::vector<PlaceId> &Places) const {
    std::vector<PlaceId> Result;
    for (PlaceId P : Places) {
      place(P);
      if (!llvm::is_contained(Result, P))
        Result.push_back(P);
    }
    Places = std::move(Result);
  }

private:
  UnitFacts &Unit;
};
} // namespace

void widenPaths(UnitFacts &Unit, Summary &S) {
  Widening Widen(Unit);
  Widen.value(S.Return);
  if (Widen.place(S.ReturnPlace))
    S.ReturnPlace = None;
  for (WriteEffect &W : S.Writes) {
    // One of many places is written.
    W.Weak |= Widen.place(W.Place);
    Widen.value(W.Content);
  }
  std::vector<StoreEffect> Stores;
  for (StoreEffect &Store : S.Stores) {
    Widen.place(Store.Sink);
    Widen.terms(Store.Terms);
    if (llvm::none_of(Stores, [&](const StoreEffect &Known) {
          return saysTheSame(Known, Store);
        }))
      Stores.push_back(std::move(Store));
  }
  S.Stores = std::move(Stores);
  Widen.effects(S.Releases);
  Widen.effects(S.Resets);
  Widen.effects(S.Backwards);
  Widen.places(S.Grows);
  Widen.places(S.InPlaceCuts);
  Widen.places(S.Consumes);
  // Two objects on such a path are two objects: no tie between the two ends.
  std::vector<TieEffect> Ties;
  for (TieEffect &Tie : S.Ties)
    if (!Widen.place(Tie.From.Place) && !Widen.place(Tie.To.Place) &&
        llvm::none_of(Ties, [&](const TieEffect &Known) {
          return saysTheSame(Known, Tie);
        }))
      Ties.push_back(std::move(Tie));
  S.Ties = std::move(Ties);
}

} // namespace torchleak
