//===- KeySource.cpp - Where the values of a key come from ----------------===//

#include "program/KeySource.h"
#include "program/Budget.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

void KeySource::join(const KeySource &Other) {
  if (Other.Origin > Origin || !Loc.isValid())
    Loc = Other.Loc;
  Origin = std::max(Origin, Other.Origin);
  for (const Spot &Loop : Other.Rounds)
    if (!llvm::is_contained(Rounds, Loop))
      Rounds.push_back(Loop);
  for (const KeyPart &Part : Other.Parts) {
    if (llvm::is_contained(Parts, Part))
      continue;
    if (isOver(Budget::KeyParts, Parts.size() + 1))
      Origin = std::max(Origin, KeyOrigin::Unknown);
    else
      Parts.push_back(Part);
  }
}

KeySource KeySource::limited() const {
  KeySource Result;
  Result.Origin = Origin <= KeyOrigin::Lasting ? Origin : KeyOrigin::Unknown;
  Result.Parts = Parts;
  for (KeyPart &Part : Result.Parts)
    Part.Limits = true;
  Result.Loc = Loc;
  return Result;
}

} // namespace torchleak
