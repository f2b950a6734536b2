//===- ReleasingScopes.cpp - Objects whose end empties another's ----------===//
//
// `Lease lease(kept);`: the destructor of a local empties, or cuts, what its
// constructor was given by reference. It counts for whoever makes one.
//
//===----------------------------------------------------------------------===//

#include "analysis/UnitAnalysis.h"

namespace torchleak {

void UnitAnalysis::collectScopes(FunctionId Function,
                                 const RetentionAnalysis &Analysis) {
  const FunctionFacts &F = *Facts.Functions[Function];
  auto isReferenceMember = [&](PlaceId P) {
    return P != None && Facts.Places[P].Parent == Facts.ThisPlace &&
           (Facts.Places[P].ByReference || Facts.Places[P].PointerLike);
  };
  auto releases = [&](const Event &E) {
    if (E.kind() == EventKind::Release)
      return !E.isPartial();
    return E.kind() == EventKind::Assign &&
           Analysis.grad().at(E.value()).Terms.empty();
  };
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      if (F.IsDestructor && releases(E) && isReferenceMember(E.place()))
        ReleasingScopes[F.Record] = Function;
      if (F.IsDestructor)
        for (const Event &Release : Summaries.releasesAt(F, E))
          if (isReferenceMember(Release.place()))
            ReleasingScopes[F.Record] = Function;
      if (E.kind() != EventKind::Call || !F.Calls[E.call()].Constructs)
        continue;
      for (FunctionId Callee : Summaries.calleesOf(F.Calls[E.call()]))
        for (const Argument &A : F.Calls[E.call()].Arguments)
          if (A.Place != None && isLasting(A.Place))
            MadeScopes.push_back({Facts.Functions[Callee]->Record, A.Place});
    }
  if (!F.IsDestructor)
    return;
  for (const auto &[Exit, Places] : Analysis.flow().coveredBefore())
    for (const ValueFlow::CoveredPlace &Here : Places)
      if (isReferenceMember(Here.Place) && Analysis.releases().isCutInAll(Here))
        ReleasingScopes[F.Record] = Function;
}

void UnitAnalysis::releaseThroughScopes() {
  for (const MadeScope &Made : MadeScopes) {
    auto It = ReleasingScopes.find(Made.Record);
    if (It == ReleasingScopes.end())
      continue;
    for (EntityId Key :
         {Facts.Places[Made.Given].Entity, resetKey(Made.Given)}) {
      FieldTrims[Key].push_back(It->second);
      TensorResets[Key].push_back(It->second);
      OthersReleased.insert({Key, It->second});
    }
  }
}

} // namespace torchleak
