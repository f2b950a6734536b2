//===- Repetition.cpp - Does it repeat before it ends? --------------------===//

#include "analysis/repeat/Repetition.h"
#include "llvm/Support/ErrorHandling.h"

namespace torchleak {

/// A life that ends in sight, and begins again.
static std::optional<Confidence> inRound(const Repetition &R) {
  // A list of losses until a pass ends is what its author wanted.
  if (R.OnlyNodes)
    return std::nullopt;
  // So many rounds, and then it ends: that much is meant to be kept.
  if (R.Times == Rounds::Constant)
    return std::nullopt;
  switch (R.Trains) {
  case Training::Steps:
    return Confidence::Definite;
  case Training::Pass:
    return Confidence::Likely;
  case Training::None:
  case Training::Backward:
    if (R.Times != Rounds::Open)
      return std::nullopt;
    return Confidence::Possible;
  }
  llvm_unreachable("all kinds of training are handled");
}

std::optional<Confidence> confidenceOf(const Repetition &R) {
  if (R.Times <= Rounds::Once)
    return std::nullopt;
  switch (R.Holder) {
  case Life::Round:
    return inRound(R);
  case Life::Program:
    return Confidence::Definite;
  case Life::Call:
  case Life::Object:
  case Life::Thread:
    if (R.Times == Rounds::Open || R.Trains >= Training::Backward)
      return Confidence::Definite;
    if (R.Times == Rounds::PerElement)
      return Confidence::Likely;
    return std::nullopt;
  }
  llvm_unreachable("all lives are handled");
}

} // namespace torchleak
