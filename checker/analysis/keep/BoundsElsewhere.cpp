//===- BoundsElsewhere.cpp - What other functions bound -------------------===//
//
// Whether another function that runs again and again empties, replaces or cuts
// what is kept.
//
//===----------------------------------------------------------------------===//

#include "analysis/UnitAnalysis.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

bool UnitAnalysis::isLasting(PlaceId P) const {
  return Facts.Places[P].Kind == PlaceKind::Field ||
         Facts.Places[P].Kind == PlaceKind::Global;
}

bool UnitAnalysis::releasedElsewhere(PlaceId Sink, PayloadKind Kept,
                                     FunctionId In, RoundsOfLoop During) const {
  auto isReleased = [&](EntityId Key, bool IsSink, bool IsOwner = false) {
    for (const auto *Map : {&FieldReleases, &FieldReplacements, &FieldTrims,
                            &ElementReplacements}) {
      if (Map == &ElementReplacements && IsSink)
        continue;
      auto It = Map->find(Key);
      if (It == Map->end())
        continue;
      // What the same function does to the owner was not seen under its other
      // name.
      auto isInRounds = [&](const Change &Here) {
        return IsOwner && During.Loop && During.Loop->contains(Here.Block);
      };
      for (const Change &Here : It->second)
        if (Here.OnlyCuts && Kept != PayloadKind::History)
          continue;
        else if (Here.In == In ? isInRounds(Here)
                               : !endsWithObject(Key, Here.In) &&
                                     Lives.mayRunAgain(Here, In, During))
          return true;
    }
    return false;
  };
  for (PlaceId P = Sink; P != None; P = Facts.Places[P].Parent) {
    EntityId Key = Facts.Places[P].Entity;
    if (!Key || !isLasting(P))
      continue;
    if (isReleased(Key, P == Sink) ||
        llvm::any_of(References.owners(Key), [&](EntityId Owner) {
          return isReleased(Owner, P == Sink, /*IsOwner=*/true);
        }))
      return true;
  }
  return false;
}

EntityId UnitAnalysis::resetKey(PlaceId P) const {
  // Elements of tuples have no declaration of their own.
  while (Facts.Places[P].Parent != None &&
         isTupleElement(Facts.Places[P].Entity))
    P = Facts.Places[P].Parent;
  return Facts.Places[P].Entity;
}

bool UnitAnalysis::resetElsewhere(PlaceId Sink, FunctionId In,
                                  RoundsOfLoop During) const {
  auto isReset = [&](PlaceId P) {
    if (!isLasting(P))
      return false;
    EntityId Key = resetKey(P);
    auto It = TensorResets.find(Key);
    return It != TensorResets.end() &&
           llvm::any_of(It->second, [&](const Change &Here) {
             return Here.In != In && !endsWithObject(Key, Here.In) &&
                    Lives.mayRunAgain(Here, In, During);
           });
  };
  for (PlaceId P = Sink; P != None; P = Facts.Places[P].Parent)
    if (isReset(P))
      return true;
  // A record that is set anew part by part.
  for (PlaceId P = 1; P != Facts.Places.size(); ++P)
    if (Facts.Places[P].Parent == Sink && isReset(P))
      return true;
  return false;
}

} // namespace torchleak
