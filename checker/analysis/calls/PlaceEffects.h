//===- PlaceEffects.h - What a call does to places --------------*- C++ -*-===//
//
// What a function does to the places that it shares with its callers, other
// than keeping values in them.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_PLACEEFFECTS_H
#define TORCHLEAK_ANALYSIS_CALLS_PLACEEFFECTS_H

#include "analysis/calls/AbstractValue.h"

namespace torchleak {

/// What a place held is gone, or some elements of it.
struct ReleaseEffect {
  PlaceId Place = None;
  bool Partial = false;
  /// Only then; of a parameter of the function. Flag is None if always.
  Condition If = {};
  /// The elements stay, without their history.
  bool OnlyCuts = false;

  friend bool operator==(const ReleaseEffect &A, const ReleaseEffect &B) {
    return A.Place == B.Place && A.Partial == B.Partial && A.If == B.If &&
           A.OnlyCuts == B.OnlyCuts;
  }
};

/// A tensor, or a container of them, is cut or set to what has no history.
struct ResetEffect {
  PlaceId Place = None;
  Condition If = {};

  friend bool operator==(const ResetEffect &A, const ResetEffect &B) {
    return A.Place == B.Place && A.If == B.If;
  }
};

struct WriteEffect {
  PlaceId Place = None;
  AbstractValue Content;
  bool Weak = false;
  /// Nothing is left there.
  bool Empties = false;
  /// Of the last assignment, if this function makes it itself.
  Spot Loc = {};
  Moment At = {};
};

/// What a function leaves the thread's grad mode at, when it returns: Caller if
/// it leaves it alone. Where something of If does not hold, it is off.
struct ModeEffect {
  GradMode Mode = GradMode::Caller;
  llvm::SmallVector<Condition, 1> If;

  bool isNone() const { return Mode == GradMode::Caller && If.empty(); }
};

/// A callable parameter that the function runs.
struct InvokeEffect {
  PlaceId Callable = None;
  bool InLoop = false;
  /// Under which it runs.
  GradMode Mode = GradMode::Caller;
  /// Or perhaps not at all.
  bool Uncertain = false;
};

} // namespace torchleak

#endif
