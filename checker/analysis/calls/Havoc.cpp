//===- Havoc.cpp - The summary of what is not known -----------------------===//

#include "analysis/calls/Havoc.h"

namespace torchleak {

Summary havocOf(const UnitFacts &Unit, FunctionId Function) {
  Summary Result;
  const FunctionFacts &F = *Unit.Functions[Function];
  Result.Havoc = true;
  Result.Return.Unknown = true;
  Result.ModeAtExit.Mode = GradMode::Unknown;
  Result.ReturnsFrozen = true;
  // Not that it trains: that makes the rounds of a training of its callers'.
  Result.ClearsGrad = Result.ClearsTensorGrad = true;
  auto reach = [&](PlaceId P) {
    Result.Releases.emplace_back().Place = P;
    Result.Resets.emplace_back().Place = P;
    if (Unit.Places[P].HoldsTensors) {
      Result.InPlaceCuts.push_back(P);
      Result.Consumes.push_back(P);
    }
  };
  for (PlaceId P : F.Parameters) {
    const Place &Parameter = Unit.Places[P];
    // What is passed by value is a copy, unless it leads elsewhere.
    if (Parameter.ByReference || Parameter.PointerLike)
      reach(P);
    else if (Parameter.HoldsTensors)
      Result.Consumes.push_back(P);
    InvokeEffect Invoke{P, /*InLoop=*/true, GradMode::Unknown};
    Invoke.Uncertain = true;
    Result.Invokes.push_back(Invoke);
  }
  if (F.Record)
    reach(Unit.ThisPlace);
  for (PlaceId P = 1; P != Unit.Places.size(); ++P) {
    const Place &Here = Unit.Places[P];
    bool Captured =
        F.IsLambda && Here.Owner != Function &&
        (Here.Kind == PlaceKind::Local || Here.Kind == PlaceKind::Parameter);
    if (Here.Kind == PlaceKind::Global || Captured)
      reach(P);
  }
  return Result;
}

} // namespace torchleak
