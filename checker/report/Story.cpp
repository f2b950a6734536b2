//===- Story.cpp - A finding is told --------------------------------------===//

#include "report/Story.h"
#include "analysis/UnitAnalysis.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

void Story::origin(Spot Loc, Role Does) {
  if (Loc.isInvalid())
    return;
  const FunctionFacts *F = Unit.facts().functionAt(Loc);
  OriginLine Line{Loc, Does, F ? F->QualifiedName : ""};
  auto Same = [&](const OriginLine &O) {
    return O.Loc == Loc && O.Does == Does;
  };
  if (llvm::none_of(Told.Origins, Same))
    Told.Origins.push_back(std::move(Line));
}

std::string Story::describe(const Repetition &R, const RepeatWords &Words) {
  const std::string Assuming = "assuming that ";
  switch (R.Why) {
  case Repeat::Callback:
    return Assuming + "this callback runs again and again";
  case Repeat::Call:
  case Repeat::ObjectCreation:
    return (R.Seen ? "" : Assuming) + "'" + R.Name.str() + "' " +
           (R.Seen ? Words.Seen : Words.Assumed);
  case Repeat::Loop:
  case Repeat::ThreadBody:
    break;
  }
  return Words.Loop;
}

} // namespace torchleak
